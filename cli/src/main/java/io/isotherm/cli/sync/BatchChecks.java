package io.isotherm.cli.sync;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.LaunchMode;
import io.isotherm.cli.source.HeldBackWal;
import io.isotherm.cli.source.SourceServer;
import io.isotherm.cli.stack.Finding;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a batch source can be synced, and was. Changes nothing. */
public final class BatchChecks {
    private final SourceServer server;
    private final TablesConfig config;
    private final String database;

    public BatchChecks(Connections connections, TablesConfig config, String database) {
        this.server = new SourceServer(connections, config, database);
        this.config = config;
        this.database = database;
    }

    /** One finding per check, each named after the database. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        try (Connection source = server.open()) {
            findings.add(Finding.ok(database + " connection", "a batch source, read by queries alone"));
            SourceMoment.missingRight(source).ifPresent(right -> findings.add(right(right)));
            SyncCatalog catalog = new SyncCatalog(source, database, config);
            List<TableId> tables = catalog.declared();
            int usable = 0;
            for (TableId table : tables) {
                try {
                    requireReadable(source, catalog.read(table));
                    usable++;
                } catch (CliException e) {
                    findings.add(Finding.fail(table.toString(), e.getMessage(), e.remedy()));
                }
            }
            findings.add(
                    tables.isEmpty()
                            ? Finding.fail(
                                    database + " tables",
                                    "none is there that has 'sync' in tables.yaml",
                                    "add sync: {watermark: updated_at} to an entry")
                            : Finding.ok(
                                    database + " tables",
                                    usable + " of " + tables.size() + " with a primary key and a watermark"));
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot examine source " + database + ": " + Cause.of(e), "see the log of its Postgres", e);
        }
        findings.addAll(left());
        findings.addAll(schedule());
        findings.addAll(moments());
        return findings;
    }

    private Finding right(String right) {
        return Finding.fail(database + " role", "lacks " + right, "GRANT " + right + " TO its role, as a superuser");
    }

    private static void requireReadable(Connection source, SyncedTable table) throws SQLException {
        Watermark.of(table);
        try (Statement statement = source.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT has_table_privilege(" + table.oid() + "::oid, 'SELECT')")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw CliException.failed(
                        "the source's user may not read " + table.id(), "GRANT SELECT ON the table TO it");
            }
        }
    }

    /** What a source that was streamed once has left: its slot holds the log back for ever. */
    private List<Finding> left() {
        if (server.isForeign()) {
            return List.of();
        }
        return HeldBackWal.of(server.connections(), database)
                .map(wal -> Finding.warn(
                        "slot " + PipelineNames.slot(database),
                        "is there, although " + database + " is a batch source: " + wal.summary(),
                        "delete its connector in Connect, then the slot: SELECT pg_drop_replication_slot('"
                                + PipelineNames.slot(database) + "')"))
                .stream()
                .toList();
    }

    private List<Finding> schedule() {
        if (server.connections().settings().launchMode() != LaunchMode.DOCKER) {
            return List.of();
        }
        return List.of(Finding.warn(
                database + " schedule",
                "Airflow's containers have no Java, so its DAGs cannot read this source",
                "run on the host: ./isotherm sync " + database
                        + " --interval 1800; days that are over: ./isotherm archive --day DAY"));
    }

    private List<Finding> moments() {
        List<Finding> findings = new ArrayList<>();
        Map<TableId, Optional<Instant>> moments = new SyncedUntil(server.connections(), config, database).moments();
        moments.forEach((table, moment) -> {
            String subject = table + " synced";
            findings.add(
                    moment.isEmpty()
                            ? Finding.warn(subject, "not yet", "./isotherm sync " + database)
                            : Finding.ok(
                                    subject,
                                    Duration.between(moment.get(), Instant.now())
                                                    .toMinutes() + " minutes ago, at "
                                            + moment.get().truncatedTo(ChronoUnit.SECONDS)));
        });
        return findings;
    }
}
