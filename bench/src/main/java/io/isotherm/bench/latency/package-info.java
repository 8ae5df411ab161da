/** From a commit in Postgres to the moment that ClickHouse shows it. */
package io.isotherm.bench.latency;
