package io.isotherm.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.LocalServers;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.connection.SqlScript;
import io.isotherm.cli.verify.TableRanges;
import io.isotherm.cli.verify.Verifier;
import io.isotherm.cli.verify.VerifyRequest;
import io.isotherm.cli.watch.TableWatch.Outcome;
import io.isotherm.cli.watch.WatchStore.Progress;
import io.isotherm.job.config.TablesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Findings from the first sight to the end, on the real servers. */
class TableWatchITCase {
    private static final String SOURCE = "ecommerce";
    private static final String NAME = "public.watched";
    private static final TablesConfig CONFIG =
            TablesConfig.parse("tables.yaml", "sources: {ecommerce: {tables: [public.watched*]}}");
    private static final String INSERT = "INSERT INTO hot.ecommerce_watched VALUES ";

    private static LocalServers servers;
    private static WatchStore store;

    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        servers = LocalServers.start("watch");
        servers.inPostgres("CREATE TABLE watched (id bigint PRIMARY KEY, note text)");
        servers.inPostgres("CREATE PUBLICATION isotherm_ecommerce FOR TABLE watched");
        servers.inPostgres("INSERT INTO watched SELECT i, 'as it is' FROM generate_series(1, 5) i");
        for (String database : List.of("hot", "bronze", "ops")) {
            servers.inClickHouse("CREATE DATABASE " + database);
        }
        Path init = servers.settings().root().resolve("clickhouse-docker/init");
        for (String script : List.of("02_watch.sql", "02_dead_letters.sql")) {
            for (String statement : SqlScript.statements(Files.readString(init.resolve(script)))) {
                servers.inClickHouse(statement);
            }
        }
        servers.inClickHouse(
                "CREATE TABLE hot.ecommerce_watched (id Int64, note String, _version UInt128, _is_deleted UInt8)"
                        + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_watched AS"
                + " SELECT * EXCEPT _is_deleted FROM hot.ecommerce_watched FINAL WHERE _is_deleted = 0");
        store = new WatchStore(servers.connections());
    }

    @AfterAll
    static void close() throws Exception {
        servers.close();
    }

    @Test
    void aFindingIsOpenUntilItIsHealedOrEqualAgain() throws Exception {
        assertThat(store.exists()).isTrue();
        servers.inClickHouse(
                INSERT
                        + "(1, 'as it is', 1, 0), (2, 'wrong', 1, 0), (4, 'as it is', 1, 0), (5, 'as it is', 1, 0), (9, '', 1, 0)");

        Outcome found = run(null);

        assertThat(found.open).isEqualTo(3);
        assertThat(found.rows).isEqualTo(5);
        assertThat(said)
                .containsExactlyInAnyOrder(
                        "ecommerce.public.watched: {\"id\":\"2\"}: different in note",
                        "ecommerce.public.watched: {\"id\":\"3\"}: missing",
                        "ecommerce.public.watched: {\"id\":\"9\"}: extra");
        assertThat(findings()).hasSize(3).allMatch(one -> one.state().equals(WatchStore.OPEN));
        assertThat(store.progress(SOURCE).get(NAME).column()).isEqualTo("id int8");
        assertThat(store.progress(SOURCE).get(NAME).ended()).isAfter(Instant.EPOCH);

        // it brings the one row and cannot bring the other
        Outcome healed = run((table, where) -> insert("(3, 'as it is', 1, 0)"));

        assertThat(healed.healed).isEqualTo(2);
        assertThat(healed.open).isOne();
        assertThat(findings()).singleElement().satisfies(one -> {
            assertThat(one.finding()).isEqualTo(new Finding("{\"id\":\"2\"}", "different", List.of("note")));
            assertThat(one.state()).isEqualTo(WatchStore.UNHEALED);
        });

        Outcome again = run((table, where) -> {
            throw new AssertionError("this has been tried");
        });

        assertThat(again.open).isOne();

        insert("(2, 'as it is', 2, 0)");
        said.clear();
        Outcome equal = run(null);

        assertThat(equal.open).isZero();
        assertThat(said).containsExactly("ecommerce.public.watched: equal again: {\"id\":\"2\"}: different in note");
        assertThat(findings()).isEmpty();

        // it was ended before 3 was compared
        store.save(SOURCE, NAME, new Progress("id int8", "3", Instant.now(), Instant.EPOCH));
        assertThat(run(null).rows).isEqualTo(3);
        assertThat(run(null).rows).isEqualTo(5);
    }

    @Test
    void whatHasNotChangedIsNotComparedAgain() throws Exception {
        servers.inPostgres("CREATE TYPE mood AS ENUM ('well', 'ill')");
        servers.inPostgres("CREATE TABLE watched_marks (id bigint PRIMARY KEY, note text, mood mood)");
        servers.inPostgres("ALTER PUBLICATION isotherm_ecommerce ADD TABLE watched_marks");
        servers.inPostgres("INSERT INTO watched_marks SELECT i, NULL, 'well' FROM generate_series(1, 5) i");
        servers.inClickHouse("CREATE TABLE hot.ecommerce_watched_marks (id Int64, note Nullable(String), mood String,"
                + " _version UInt128, _is_deleted UInt8)"
                + " ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id");
        servers.inClickHouse("CREATE VIEW bronze.ecommerce_watched_marks AS SELECT * EXCEPT _is_deleted"
                + " FROM hot.ecommerce_watched_marks FINAL WHERE _is_deleted = 0");
        servers.inClickHouse(
                "INSERT INTO hot.ecommerce_watched_marks" + " SELECT number + 1, NULL, 'well', 1, 0 FROM numbers(5)");
        assertMarks(false, 0);
        assertMarks(true, 0);

        servers.inPostgres("UPDATE watched_marks SET note = 'changed' WHERE id = 2");
        assertMarks(false, 1);
        assertMarks(false, 1);
        servers.inClickHouse("INSERT INTO hot.ecommerce_watched_marks VALUES (2, 'changed', 'well', 2, 0)");
        assertMarks(false, 0);
        assertMarks(true, 0);

        // a NULL that becomes an empty text, under the version that is there
        servers.inClickHouse("INSERT INTO hot.ecommerce_watched_marks VALUES (3, '', 'well', 1, 0)");
        assertMarks(false, 1);
        servers.inClickHouse("INSERT INTO hot.ecommerce_watched_marks VALUES (3, NULL, 'well', 1, 0)");
        assertMarks(true, 0);

        // the same value again is another version of the row
        servers.inPostgres("UPDATE watched_marks SET note = note WHERE id = 4");
        assertMarks(false, 0);
        assertMarks(true, 0);

        // no row has changed
        servers.inPostgres("ALTER TYPE mood RENAME VALUE 'well' TO 'fine'");
        assertMarks(false, 5);
        servers.inPostgres("ALTER TYPE mood RENAME VALUE 'fine' TO 'well'");
        assertMarks(true, 0);
        servers.inPostgres("ALTER TABLE watched_marks DROP COLUMN mood, ADD COLUMN mood mood DEFAULT 'ill'");
        assertMarks(false, 5);
        servers.inPostgres("ALTER TABLE watched_marks DROP COLUMN mood, ADD COLUMN mood mood DEFAULT 'well'");
        assertMarks(false, 0);
        assertMarks(true, 0);
        servers.inPostgres("ALTER TABLE watched_marks ADD COLUMN added int DEFAULT 7");
        assertMarks(false, 5);
    }

    private static List<WatchStore.Known> findings() {
        return store.findings(SOURCE).stream()
                .filter(known -> known.table().equals(NAME))
                .toList();
    }

    private static void insert(String rows) {
        try {
            servers.inClickHouse(INSERT + rows);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertMarks(boolean unchanged, long different) {
        Outcome outcome = run("public.watched_marks", null);
        assertThat(outcome.unchanged).isEqualTo(unchanged ? 1 : 0);
        assertThat(outcome.open).isEqualTo(different);
        assertThat(outcome.rows).isEqualTo(5);
    }

    private Outcome run(Rereading reading) {
        return run(NAME, reading);
    }

    private Outcome run(String name, Rereading reading) {
        TableRanges table = new Verifier(servers.postgres(), servers.clickhouse(), Visibility.IMMEDIATE, line -> {})
                .ranges(VerifyRequest.all(SOURCE, CONFIG)).stream()
                        .filter(one -> one.id().qualifiedName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return new TableWatch(store, new Pace(Pace.UNLIMITED), reading, said::add)
                .run(table, store.progress(SOURCE).getOrDefault(name, Progress.NONE));
    }
}
