package io.isotherm.cli.load;

import io.isotherm.cli.arrival.Waiter;
import io.isotherm.cli.connection.AdminStatements;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Sql;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Moves the hot and cold tables of a replicated table out of the job's way, which then makes new ones in the form that
 * the source has by now. Nothing is deleted. The rows lie in a database that only the administrator reads, for they may
 * be private, and that neither job nor archive looks into.
 *
 * <p>A run that was interrupted may be repeated: what it has moved stays where it is.
 */
public final class SetAside {
    private static final String DATABASE = "set_aside";
    private static final String CREATE = "CREATE DATABASE IF NOT EXISTS " + DATABASE
            + " COMMENT 'What ./isotherm resync --replace has taken out of hot and cold'";

    /** A stage may hold what a power cut has taken from cold. */
    private static final String TABLES = """
            SELECT database, name FROM system.tables
            WHERE database = 'hot' AND name = {name:String} OR database = 'cold'
                AND name IN ({name:String}, concat({name:String}, '__stage'), concat({name:String}, '__moving'))
            ORDER BY database DESC, name""";

    /** The archive holds such a query while it works on a table, and a backup one of all tables. */
    private static final String ARCHIVES = """
            SELECT query_id FROM system.processes WHERE NOT is_cancelled
                AND query_id IN ('isotherm-archive-lease:*', concat('isotherm-archive-lease:', {name:String}))""";

    /**
     * What the archive tells of a table is of the old one, wherever that is. The condition is qualified, or it would be
     * one on the new name.
     */
    private static final String KEEP_LOG = """
            INSERT INTO ops.archive_log SELECT * REPLACE({kept:String} AS table) FROM ops.archive_log AS known
            WHERE known.table = {name:String}""";

    /** Or the new table's archived days would seem to be in the new cold table, which is empty. */
    private static final List<String> FORGET = List.of(
            "DELETE FROM ops.archive_log WHERE table = {name:String}",
            "DELETE FROM ops.archived_partitions WHERE table = {name:String}");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Connections connections;
    private final AdminStatements clickHouse;
    private final String stamp = STAMP.format(Instant.now());
    private final Consumer<String> progress;

    /** @param progress takes a line for people */
    public SetAside(Connections connections, Consumer<String> progress) {
        this.connections = connections;
        clickHouse = new AdminStatements(
                connections,
                "ClickHouse does not put the table aside",
                "see ./isotherm logs clickhouse, and run this again; ./isotherm job restart makes views in bronze again");
        this.progress = progress;
    }

    private record Stored(String database, String name) {
        String quoted() {
            return database + '.' + Sql.targetName(name);
        }

        String keptName(String stamp) {
            return database + '_' + name + '_' + stamp;
        }
    }

    /**
     * Returns when connector and job have brought everything that was committed so far. Rows from before the change of
     * the source would have the job make the old form again.
     *
     * @throws CliException if they do not run, or something works on the tables; nothing was changed then
     */
    public void check(Collection<TableId> tables, TablesConfig config, Patience patience) {
        tables.stream().map(TableId::database).distinct().forEach(database -> new Waiter(
                        connections, database, config, progress)
                .await(patience.forOneStep()));
        for (TableId table : tables) {
            for (String name : names(table)) {
                if (!clickHouse.query(ARCHIVES, Map.of("name", name)).isEmpty()) {
                    throw CliException.cannotRun(
                            "the archive or a backup works on " + name + "; nothing was changed",
                            "run this again when it has ended");
                }
            }
        }
    }

    /** Takes the table away, and says where it is. */
    public void move(TableId table) {
        clickHouse.execute(CREATE);
        // before the tables, for the job makes views again together with their tables
        for (String view : List.of(table.byKeyName(), table.asOfName(), table.targetName(), table.historyName())) {
            clickHouse.execute("DROP VIEW IF EXISTS bronze." + Sql.targetName(view));
        }
        List<Stored> stored = new ArrayList<>();
        for (String name : names(table)) {
            clickHouse
                    .query(TABLES, Map.of("name", name))
                    .forEach(row -> stored.add(new Stored(row.getString("database"), row.getString("name"))));
        }
        if (!stored.isEmpty()) {
            clickHouse.execute("RENAME TABLE "
                    + stored.stream()
                            .map(one -> one.quoted() + " TO " + kept(one))
                            .collect(Collectors.joining(", ")));
        }
        for (String name : names(table)) {
            clickHouse.execute(KEEP_LOG, Map.of("name", name, "kept", new Stored("cold", name).keptName(stamp)));
            FORGET.forEach(statement -> clickHouse.execute(statement, Map.of("name", name)));
        }
        say(table, stored);
    }

    private void say(TableId table, List<Stored> stored) {
        String name = table.qualifiedName();
        if (stored.isEmpty()) {
            progress.accept(name + " has no tables in hot and cold; they are made with its first row");
            return;
        }
        String kept = stored.stream().map(this::kept).collect(Collectors.joining(", "));
        progress.accept(name + ": what hot and cold had is kept, for the administrator alone, and is in no backup");
        progress.accept("  when nobody needs it: ./isotherm sql --on clickhouse 'DROP TABLE " + kept + "'");
        progress.accept("  new tables come with its first row; until then bronze lacks it, and a history begins anew");
    }

    private String kept(Stored stored) {
        return DATABASE + '.' + Sql.targetName(stored.keptName(stamp));
    }

    private static List<String> names(TableId table) {
        return List.of(table.targetName(), table.historyName());
    }
}
