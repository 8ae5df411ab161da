/** Submits, watches and stops the Flink job. */
package io.isotherm.cli.job;
