/** Writes row changes to hot ClickHouse tables. */
package io.isotherm.job.sink;
