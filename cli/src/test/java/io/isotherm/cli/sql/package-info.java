/** Silver and gold, built by dbt on a real ClickHouse from what is in a real Postgres. */
package io.isotherm.cli.sql;
