/** What the users of the shared ClickHouse configuration may do, on a real server. */
package io.isotherm.cli.clickhouse;
