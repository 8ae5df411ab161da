/** The whole way from Postgres to ClickHouse under full load. */
package io.isotherm.bench.chain;
