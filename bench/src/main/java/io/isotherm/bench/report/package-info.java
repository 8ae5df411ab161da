/** How figures are computed, kept and shown. */
package io.isotherm.bench.report;
