/** Isotherm's job without a part of it, to measure what the part costs. */
package io.isotherm.job;
