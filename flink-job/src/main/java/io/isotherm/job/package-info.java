/** The streaming job. */
package io.isotherm.job;
