package io.isotherm.cli.source;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Secret;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Makes a Postgres database ready to be replicated: its existence, the roles of Debezium and of the daily run, the
 * publication and the rights to read the published tables. Everything may be repeated.
 */
public final class PostgresSource {
    /** Debezium's role: may replicate and read, and is no superuser. */
    public static final String REPLICATION_ROLE = "debezium";

    /** The daily run's role: reads what is replicated, and no column that is excluded or hashed. */
    public static final String AUDIT_ROLE = "auditor";

    private final Connections connections;
    private final String database;

    public PostgresSource(Connections connections, String database) {
        this.connections = connections;
        this.database = database;
    }

    /** Creates the database and both roles with their passwords. */
    public void createDatabaseAndRoles() {
        try (Connection connection = connections.postgres("postgres");
                Statement statement = connection.createStatement()) {
            SourceCatalog catalog = new SourceCatalog(connection, "postgres");
            if (!catalog.databaseExists(database)) {
                statement.execute("CREATE DATABASE " + quoted(database));
            }
            createRole(connection, REPLICATION_ROLE, "LOGIN REPLICATION", Secret.DEBEZIUM_PASSWORD);
            createRole(connection, AUDIT_ROLE, "LOGIN", Secret.POSTGRES_AUDITOR_PASSWORD);
        } catch (SQLException e) {
            throw failed("cannot prepare the source", e);
        }
    }

    private void createRole(Connection connection, String role, String attributes, Secret password)
            throws SQLException {
        if (!new SourceCatalog(connection, "postgres").roleExists(role)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + role + " " + attributes);
            }
        }
        // The driver sends the verifier, so that the password cannot appear in the server's log.
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(role, connections.secrets().get(password).toCharArray(), "scram-sha-256");
    }

    /** Every table of the database, whether it is replicated or not, with its {@link BinaryColumns}. */
    public Map<TableId, Set<String>> tables() {
        try (Connection connection = connections.postgres(database)) {
            Map<TableId, Set<String>> binary = BinaryColumns.of(connection, database);
            return new SourceCatalog(connection, database)
                    .tables().stream()
                            .map(SourceTable::id)
                            .collect(Collectors.toMap(id -> id, id -> binary.getOrDefault(id, Set.of())));
        } catch (SQLException e) {
            throw failed("cannot read the tables", e);
        }
    }

    /** What would be replicated. Changes nothing. */
    ReplicationPlan plan(TablesConfig config) {
        return reading((catalog, published) -> ReplicationPlan.of(config, database, catalog.tables(), published));
    }

    /**
     * What is in the way of tables that {@code tables.yaml} selects, and what they lack in ClickHouse; it is written
     * nowhere, but looked up anew.
     */
    public List<TableTrouble> troubles(TablesConfig config) {
        return reading((catalog, published) -> {
            ReplicationPlan plan = ReplicationPlan.of(config, database, catalog.tables(), published);
            // before the first apply nobody expects a table to be replicated
            List<TableTrouble> notYet = catalog.publicationExists(PipelineNames.publication(database))
                    ? plan.notYet(ReplicatedNow.of(connections, database, published))
                    : List.of();
            return Stream.of(plan.troubles(), notYet, plan.notes())
                    .flatMap(List::stream)
                    .toList();
        });
    }

    private <T> T reading(CatalogReader<T> reader) {
        try (Connection connection = connections.postgres(database)) {
            SourceCatalog catalog = new SourceCatalog(connection, database);
            return reader.read(catalog, catalog.publishedTables(PipelineNames.publication(database)));
        } catch (SQLException e) {
            throw failed("cannot read the tables", e);
        }
    }

    /** Needs the catalog, and the tables that are published now as {@code schema.table}. */
    private interface CatalogReader<T> {
        T read(SourceCatalog catalog, Set<String> published) throws SQLException;
    }

    /** Makes publication and rights match the plan, which may be empty. */
    void publish(ReplicationPlan plan) {
        try (Connection connection = connections.postgres(database)) {
            setPublication(connection, new SourceCatalog(connection, database), plan.qualifiedNames());
            grant(connection, plan);
        } catch (SQLException e) {
            throw failed("cannot publish the tables", e);
        }
    }

    /** Tables that are published now, as {@code schema.table}. */
    Set<String> published() {
        try (Connection connection = connections.postgres(database)) {
            return new SourceCatalog(connection, database).publishedTables(PipelineNames.publication(database));
        } catch (SQLException e) {
            throw failed("cannot read the publication", e);
        }
    }

    /** Publishes exactly these, those that were dropped meanwhile left out. */
    void publish(Set<String> tables) {
        try (Connection connection = connections.postgres(database)) {
            SourceCatalog catalog = new SourceCatalog(connection, database);
            Set<String> existing = catalog.tables().stream()
                    .map(table -> table.id().qualifiedName())
                    .filter(tables::contains)
                    .collect(Collectors.toCollection(TreeSet::new));
            setPublication(connection, catalog, existing);
        } catch (SQLException e) {
            throw failed("cannot publish the tables", e);
        }
    }

    /**
     * Takes tables out of the publication and in again, which nobody sees; to be called once every transaction has
     * ended that was open when they were published. Older servers (seen with 17.4, not with 18.6) remember of a table
     * what such a transaction saw of the publication, and send no later change of it, until its entry there changes.
     */
    void publishAnew(List<TableId> tables) {
        String publication = PipelineNames.publication(database);
        String alter = "ALTER PUBLICATION " + quoted(publication);
        try (Connection connection = connections.postgres(database);
                Statement statement = connection.createStatement()) {
            Set<String> names = new SourceCatalog(connection, database).publishedTables(publication);
            names.retainAll(tables.stream().map(TableId::qualifiedName).collect(Collectors.toSet()));
            if (!names.isEmpty()) {
                // one message is one transaction
                statement.execute(
                        alter + " DROP TABLE " + listOf(names) + "; " + alter + " ADD TABLE " + listOf(names));
            }
        } catch (SQLException e) {
            throw failed("cannot publish the tables", e);
        }
    }

    /** Whether there is a publication; there is none in a database that is gone. */
    boolean isPublished() {
        return exists()
                && reading((catalog, published) -> catalog.publicationExists(PipelineNames.publication(database)));
    }

    private boolean exists() {
        try (Connection connection = connections.postgres("postgres")) {
            return new SourceCatalog(connection, "postgres").databaseExists(database);
        } catch (SQLException e) {
            throw failed("cannot look for the publication", e);
        }
    }

    /**
     * Drops the publication.
     *
     * @return the tables that were in it; none if the database is gone
     */
    List<TableId> unpublish() {
        if (!exists()) {
            return List.of();
        }
        try (Connection connection = connections.postgres(database);
                Statement statement = connection.createStatement()) {
            Set<String> published =
                    new SourceCatalog(connection, database).publishedTables(PipelineNames.publication(database));
            statement.execute("DROP PUBLICATION IF EXISTS " + quoted(PipelineNames.publication(database)));
            return published.stream().map(name -> TableId.of(database, name)).toList();
        } catch (SQLException e) {
            throw failed("cannot drop the publication", e);
        }
    }

    private void setPublication(Connection connection, SourceCatalog catalog, Set<String> tables) throws SQLException {
        String publication = PipelineNames.publication(database);
        try (Statement statement = connection.createStatement()) {
            if (!catalog.publicationExists(publication)) {
                statement.execute(
                        "CREATE PUBLICATION " + quoted(publication) + " WITH (publish_via_partition_root = true)");
            }
            Set<String> published = catalog.publishedTables(publication);
            if (published.equals(tables)) {
                return;
            }
            String change = tables.isEmpty() ? "DROP TABLE " + listOf(published) : "SET TABLE " + listOf(tables);
            statement.execute("ALTER PUBLICATION " + quoted(publication) + " " + change);
        }
    }

    /** Lets the daily run read the tables of a batch source, which has no publication. */
    public void grantBatch(TablesConfig config) {
        try (Connection connection = connections.postgres(database)) {
            for (SourceTable table : new SourceCatalog(connection, database).tables()) {
                if (config.syncOf(table.id()).isPresent()) {
                    TableSettings settings = config.settingsOf(table.id()).orElseThrow();
                    grantToAuditor(
                            connection, table.id().schema(), table.id().qualifiedName(), table.openColumns(settings));
                }
            }
        } catch (SQLException e) {
            throw failed("cannot give rights to the tables", e);
        }
    }

    private static void grant(Connection connection, ReplicationPlan plan) throws SQLException {
        if (plan.isEmpty()) {
            return;
        }
        Set<String> schemas =
                plan.tables().stream().map(table -> quoted(table.schema())).collect(Collectors.toSet());
        try (Statement statement = connection.createStatement()) {
            statement.execute("GRANT USAGE ON SCHEMA " + String.join(", ", schemas) + " TO " + REPLICATION_ROLE);
            statement.execute("GRANT SELECT ON TABLE " + listOf(plan.qualifiedNames()) + " TO " + REPLICATION_ROLE);
        }
        for (String table : plan.qualifiedNames()) {
            grantToAuditor(connection, table.substring(0, table.indexOf('.')), table, plan.openColumns(table));
        }
    }

    private static void grantToAuditor(Connection connection, String schema, String table, List<String> columns)
            throws SQLException {
        String list = columns.stream().map(PostgresSource::quoted).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            // One message is one transaction, so a query beside it never lacks the rights
            statement.execute(
                    "GRANT USAGE ON SCHEMA " + quoted(schema) + " TO " + AUDIT_ROLE + "; REVOKE SELECT ON TABLE "
                            + quotedName(table) + " FROM " + AUDIT_ROLE + "; GRANT SELECT (" + list + ") ON TABLE "
                            + quotedName(table) + " TO " + AUDIT_ROLE);
        }
    }

    private static String listOf(Set<String> qualifiedNames) {
        return qualifiedNames.stream().map(PostgresSource::quotedName).collect(Collectors.joining(", "));
    }

    /** Turns {@code schema.table} of the catalogs into SQL. */
    static String quotedName(String qualifiedName) {
        int dot = qualifiedName.indexOf('.');
        return quoted(qualifiedName.substring(0, dot)) + "." + quoted(qualifiedName.substring(dot + 1));
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private CliException failed(String what, SQLException cause) {
        return CliException.failed(
                what + " of database " + database + ": " + Cause.of(cause), "see ./isotherm logs postgres", cause);
    }
}
