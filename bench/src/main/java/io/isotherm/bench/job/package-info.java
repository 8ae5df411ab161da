/** Flink jobs that Isotherm is measured beside. */
package io.isotherm.bench.job;
