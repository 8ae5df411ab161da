package io.isotherm.bench.latency;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.cli.settings.Secret;

/** ClickHouse's own replication from Postgres: the database engine MaterializedPostgreSQL, on a slot of its own. */
final class MaterializedTarget implements ProbeTarget {
    private final BenchStack stack;
    private final ClickHouse clickHouse;

    MaterializedTarget(BenchStack stack) {
        this.stack = stack;
        this.clickHouse = stack.clickHouse();
    }

    @Override
    public String name() {
        return "MaterializedPostgreSQL";
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public String database() {
        return "bench_materialized";
    }

    @Override
    public void start() {
        stop();
        clickHouse.execute("CREATE DATABASE " + database() + " ENGINE = MaterializedPostgreSQL('"
                + stack.postgresAddress() + "', '" + BenchStack.DATABASE + "', 'postgres', '"
                + stack.secret(Secret.POSTGRES_PASSWORD) + "') SETTINGS materialized_postgresql_tables_list = '"
                + ProbeTable.NAME + "' SETTINGS allow_experimental_database_materialized_postgresql = 1");
    }

    @Override
    public void stop() {
        clickHouse.execute("DROP DATABASE IF EXISTS " + database() + " SYNC");
    }
}
