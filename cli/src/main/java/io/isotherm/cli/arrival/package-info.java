/** Whether what was committed in Postgres has arrived in ClickHouse. */
package io.isotherm.cli.arrival;
