package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncServers.CHANGES;
import static io.isotherm.cli.sync.SyncServers.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.verify.TypedValues;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values arrive as the stream would bring them, on the real servers. */
@ResourceLock("SyncServers")
class SyncedValuesITCase {
    private static SyncServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = SyncServers.shared();
        servers.servers.inPostgres("CREATE TYPE verify_mood AS ENUM ('happy', 'it''s; \"so\"')");
        servers.servers.inPostgres("CREATE DOMAIN verify_domain AS integer CHECK (VALUE > 0)");
    }

    private static String columns(List<TypedValues> types) {
        return "id bigint PRIMARY KEY, updated_at timestamptz, "
                + types.stream()
                        .map(type -> SyncCatalog.quoted(type.column()) + " " + type.sourceType())
                        .collect(Collectors.joining(", "));
    }

    private static String values(List<TypedValues> types, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> "(" + row + ", now(), "
                        + types.stream()
                                .map(type -> type.literalsOf(row).get(0))
                                .collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining(", "));
    }

    @Test
    void everyTypeHasTheColumnAndTheValueThatTheStreamGivesIt() throws Exception {
        List<TypedValues> types = TypedValues.all();
        int rows = 48;
        servers.createTable("sync_types", columns(types));
        servers.servers.inPostgres("INSERT INTO sync_types VALUES " + values(types, rows));
        TablesConfig config = config("public.sync_types: {sync: {watermark: updated_at}}");

        assertThat(servers.sync(config, "sync_types", CHANGES).rows()).isEqualTo(rows);

        servers.assertEqual(config, "sync_types", rows);
        List<String> expected =
                types.stream().map(TypedValues::nullableTargetType).toList();
        assertThat(servers.inClickHouse("SELECT type FROM system.columns WHERE database = 'hot'"
                        + " AND table = 'ecommerce_sync_types' AND position BETWEEN 3 AND " + (2 + types.size())
                        + " ORDER BY position"))
                .containsExactlyElementsOf(
                        expected.stream().map(type -> type.replace("'", "\\'")).toList());
    }

    @Test
    void whatCannotBeStoredIsToldAndReadAgain() throws Exception {
        servers.createTable(
                "sync_range",
                "id int PRIMARY KEY, day date, updated_at timestamptz DEFAULT now(), amount numeric(4,2)");
        servers.servers.inPostgres(
                "INSERT INTO sync_range (id, day) VALUES (1, '2026-01-01'), (2, '0044-03-15 BC'), (3, 'infinity')");
        servers.servers.inPostgres("INSERT INTO sync_range (id, amount) VALUES (4, 'NaN'), (5, 12.34)");

        SyncResult result =
                servers.sync(config("public.sync_range: {sync: {watermark: updated_at}}"), "sync_range", CHANGES);

        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.refused()).isEqualTo(3);
        assertThat(result.reason()).contains("column 'day'").contains("on_out_of_range: string");

        servers.servers.inClickHouse("DROP TABLE hot.ecommerce_sync_range SYNC");
        servers.servers.inClickHouse("DROP VIEW bronze.ecommerce_sync_range");
        TablesConfig text = config("public.sync_range: {on_out_of_range: string, sync: {watermark: updated_at}}");
        assertThat(servers.sync(text, "sync_range", CHANGES).rows()).isEqualTo(5);
        servers.assertEqual(text, "sync_range", 5);
    }

    /** The way by a file, and the direct one, of the same rows. */
    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aFileBringsTheRowsThatADirectSyncBrings(FileFormat format, @TempDir Path folder) throws Exception {
        String table = "sync_file_" + format.extension();
        List<TypedValues> types = TypedValues.all();
        servers.createTable(table, columns(types));
        servers.servers.inPostgres("INSERT INTO " + table + " VALUES " + values(types, 48));
        TablesConfig config = config("public.*: {sync: {watermark: updated_at}}");
        TableFiles files = new TableFiles(
                servers.servers.connections(),
                config,
                "ecommerce",
                new SyncLog(new PrintWriter(System.err), SyncLog.Level.ERROR));
        TableId id = new TableId("ecommerce", "public", table);
        Path file = folder.resolve("rows." + format.extension());

        assertThat(files.extract(id, format, file)).isEqualTo(48);
        servers.servers.inPostgres("DELETE FROM " + table + " WHERE id = 5");
        assertThat(servers.inClickHouse("SELECT count() FROM hot.ecommerce_" + table))
                .containsExactly("0");
        assertThat(files.load(file, format, id)).isEqualTo(48);
        servers.servers.inPostgres("INSERT INTO " + table + " (id, updated_at) VALUES (5, now())");

        // the run goes on where the file ended, and a file that is loaded late changes nothing
        assertThat(servers.sync(config, table, CHANGES).rows()).isEqualTo(1);
        servers.assertEqual(config, table, 48);
        assertThat(files.load(file, format, id)).isEqualTo(48);
        servers.assertEqual(config, table, 48);
    }

    @Test
    void aHashedColumnNeverLeavesInTheClear() throws Exception {
        servers.createTable(
                "sync_hashed", "id int PRIMARY KEY, email text, secret text, updated_at timestamptz DEFAULT now()");
        servers.servers.inPostgres("INSERT INTO sync_hashed VALUES (1, 'a@b', 's'), (2, 'a@b', 's'), (3, NULL, 's')");
        TablesConfig config =
                config("public.sync_hashed: {hash: [email], exclude: [secret], sync: {watermark: updated_at}}");

        servers.sync(config, "sync_hashed", CHANGES);

        String salt = servers.servers.connections().secrets().get(Secret.HASH_SALT);
        assertThat(servers.inClickHouse("SELECT email = lower(hex(SHA256('" + salt + "a@b'))), isNull(email)"
                        + " FROM hot.ecommerce_sync_hashed ORDER BY id"))
                .containsExactly("1\t0", "1\t0", "\\N\t1");
    }
}
