package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.Finding;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a source can be replicated, and is set up for it. Changes nothing. */
public final class SourceChecks {
    private static final String APPLY = "run ./isotherm apply";

    private final Connections connections;
    private final String database;

    public SourceChecks(Connections connections, String database) {
        this.connections = connections;
        this.database = database;
    }

    /** One finding per check, each named after the database. */
    public List<Finding> check(TablesConfig config) {
        try (Connection connection = connections.postgres(database)) {
            SourceCatalog catalog = new SourceCatalog(connection, database);
            List<Finding> findings = new ArrayList<>();
            findings.add(walLevel(connection));
            findings.add(role(connection));
            ReplicationPlan plan = ReplicationPlan.of(
                    config, database, catalog.tables(), catalog.publishedTables(PipelineNames.publication(database)));
            findings.add(Finding.ok(database + " tables", plan.qualifiedNames().size() + " are replicated"));
            if (!plan.unsupportedColumns().isEmpty()) {
                findings.add(Finding.ok(
                        database + " columns",
                        "on_unsupported leaves out " + String.join(", ", plan.unsupportedColumns())));
            }
            plan.troubles()
                    .forEach(trouble -> findings.add(Finding.fail(
                            trouble.table().toString(),
                            trouble.sentence() + ": " + trouble.effect(),
                            trouble.remedy())));
            plan.notes()
                    .forEach(note ->
                            findings.add(Finding.ok(note.table().toString(), note.sentence() + ": " + note.effect())));
            findings.add(publication(catalog, plan));
            findings.add(privileges(connection, plan));
            findings.add(slot(connection));
            return findings;
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot examine database " + database + ": " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }

    /** @throws CliException naming what no {@code apply} can mend, and a connector cannot start with */
    void requireReplicable() {
        try (Connection connection = connections.postgres(database)) {
            for (Finding finding : List.of(walLevel(connection), role(connection), slot(connection))) {
                if (finding.level() == Finding.Level.FAIL) {
                    throw CliException.failed(
                            finding.subject() + " of database " + database + ": " + finding.detail()
                                    + "; nothing was changed",
                            finding.remedy());
                }
            }
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot examine database " + database + ": " + Cause.of(e), "see ./isotherm logs postgres", e);
        }
    }

    private Finding walLevel(Connection connection) throws SQLException {
        String level = text(connection, "SHOW wal_level");
        return level.equals("logical")
                ? Finding.ok("wal_level", level)
                : Finding.fail("wal_level", level, "set wal_level = logical in postgresql.conf and restart Postgres");
    }

    private Finding role(Connection connection) throws SQLException {
        String subject = "role " + PostgresSource.REPLICATION_ROLE;
        String state = text(
                connection,
                "SELECT CASE WHEN rolsuper THEN 'superuser' WHEN NOT rolreplication OR NOT rolcanlogin THEN 'weak'"
                        + " ELSE 'right' END FROM pg_roles WHERE rolname = ?",
                PostgresSource.REPLICATION_ROLE);
        if (state == null) {
            return Finding.fail(subject, "does not exist", "run ./isotherm up postgres");
        }
        return switch (state) {
            case "superuser" -> Finding.warn(subject, "is a superuser", "ALTER ROLE debezium NOSUPERUSER");
            case "weak" ->
                Finding.fail(subject, "may not log in or replicate", "ALTER ROLE debezium LOGIN REPLICATION");
            default -> Finding.ok(subject, "may log in and replicate, is no superuser");
        };
    }

    private Finding publication(SourceCatalog catalog, ReplicationPlan plan) throws SQLException {
        String publication = PipelineNames.publication(database);
        String subject = "publication " + publication;
        if (!catalog.publicationExists(publication)) {
            return Finding.warn(subject, "does not exist yet", APPLY);
        }
        Set<String> published = catalog.publishedTables(publication);
        Set<String> missing = new TreeSet<>(plan.qualifiedNames());
        missing.removeAll(published);
        Set<String> surplus = new TreeSet<>(published);
        surplus.removeAll(plan.qualifiedNames());
        if (missing.isEmpty() && surplus.isEmpty()) {
            return Finding.ok(subject, published.size() + " tables");
        }
        return Finding.warn(subject, "tables.yaml differs: missing " + missing + ", not wanted " + surplus, APPLY);
    }

    private Finding privileges(Connection connection, ReplicationPlan plan) throws SQLException {
        List<String> unreadable = new ArrayList<>();
        for (String table : plan.qualifiedNames()) {
            String readable = text(
                    connection,
                    "SELECT has_table_privilege('" + PostgresSource.REPLICATION_ROLE + "', ?, 'SELECT')::text",
                    PostgresSource.quotedName(table));
            if (!"true".equals(readable)) {
                unreadable.add(table);
            }
        }
        return unreadable.isEmpty()
                ? Finding.ok(database + " privileges", "debezium may read every replicated table")
                : Finding.fail(database + " privileges", "debezium may not read " + unreadable, APPLY);
    }

    private Finding slot(Connection connection) throws SQLException {
        String slot = PipelineNames.slot(database);
        return HeldBackWal.read(connection, slot)
                .map(SourceChecks::slot)
                .orElseGet(() -> Finding.ok("slot " + slot, "not there yet; the connector creates it"));
    }

    static Finding slot(HeldBackWal wal) {
        String subject = "slot " + wal.slot();
        String detail = wal.status() + (wal.active() ? ", active, " : ", not active, ") + wal.summary();
        if (wal.isLost()) {
            return Finding.fail(subject, detail, APPLY + ": it reads the tables again");
        }
        if (!wal.isMuch()) {
            return Finding.ok(subject, detail);
        }
        String remedy = wal.active()
                ? "look for a transaction that is open for long in pg_stat_activity and pg_prepared_xacts;"
                        + " otherwise see ./isotherm logs connect"
                : "nothing reads it: see ./isotherm logs connect, then ./isotherm apply";
        return wal.isNearLoss() ? Finding.fail(subject, detail, remedy) : Finding.warn(subject, detail, remedy);
    }

    private static String text(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
