package io.isotherm.connect;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A type is found by its name in the way that Postgres finds it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TypeNamesITCase {
    private static SourceDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    /** Each table and view is a type too, and Debezium looks in the table's own schema first. */
    @Test
    void tablesThatHaveTheNamesOfTypes() throws Exception {
        database.execute(
                "CREATE TABLE date (id bigint PRIMARY KEY, date date)",
                "CREATE TABLE text ()",
                "CREATE TYPE public.int8 AS (a text)",
                "CREATE DOMAIN public.interval AS text",
                "CREATE VIEW bool AS SELECT 1",
                "CREATE TABLE named_types (id bigint PRIMARY KEY, d date, t text, k bigint, i interval, b bool, a date[])",
                "CREATE PUBLICATION named_types FOR TABLE named_types",
                "INSERT INTO named_types SELECT i, '2024-02-29', 'a', 9000000000, '1 mon', true, '{2024-02-29}'"
                        + " FROM generate_series(1, 3) i");
        new ThreeWays(database)
                .assertArrives(
                        "named_types",
                        3,
                        "SELECT id, concat('d=', d - '1970-01-01', ' t=', t, ' k=', k, ' i=P0Y1M0DT0H0M0S b=true a=', a)"
                                + " FROM named_types");
    }
}
