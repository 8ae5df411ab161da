/** The operator's commands. */
package io.isotherm.cli;
