package io.isotherm.job.sink.table;

import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.table.TableId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what becomes of hot tables, before it happens: a change that is made and not written down would not be
 * found again. Several subtasks may write the same. A server that does not let the job write there, as one that is
 * older than this table, does not stop the rows.
 */
public final class SchemaHistory {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaHistory.class);

    private static final String TABLE = "ops.schema_history";

    /** What statements about a table are refused with that an older ClickHouse of ours lacks, or hides. */
    public static final Set<ClickHouseError> NOT_THERE =
            EnumSet.of(ClickHouseError.UNKNOWN_TABLE, ClickHouseError.UNKNOWN_DATABASE, ClickHouseError.ACCESS_DENIED);

    private final TableCatalog catalog;

    SchemaHistory(TableCatalog catalog) {
        this.catalog = catalog;
    }

    /** @param statement that makes the changes; empty if none has to be made */
    void record(TargetTable table, List<SchemaChange> changes, String statement) {
        for (SchemaChange change : changes) {
            try {
                catalog.execute(insert(table, change, change.clause().isEmpty() ? "" : statement));
            } catch (RuntimeException e) {
                Failure failure = SinkFailures.classify(e);
                if (!failure.isOneOf(NOT_THERE)) {
                    throw e;
                }
                LOG.error(
                        "{} of {} is not written down, run the statements of clickhouse-docker/init as an administrator"
                                + " and grant the job's user SELECT and INSERT on {}: {}",
                        change,
                        table,
                        TABLE,
                        failure.message());
            }
        }
    }

    /**
     * Only once for a schema: the order of a hot table's columns stays, so it is found again at each start of the job.
     */
    static String insert(TargetTable table, SchemaChange change, String statement) {
        TableId source = table.source();
        String what = Sql.text(change.what().name().toLowerCase(Locale.ROOT));
        int schema = table.shape().ref().valueSchemaId();
        return "INSERT INTO " + TABLE + " (database, schema, `table`, target, what, `column`, `from`, `to`, statement,"
                + " schema_id, is_doubtful)\nSELECT "
                + String.join(
                        ", ",
                        Sql.text(source.database()),
                        Sql.text(source.schema()),
                        Sql.text(source.table()),
                        Sql.text(table.name()),
                        what,
                        Sql.text(change.column()),
                        Sql.text(change.from()),
                        Sql.text(change.to()),
                        Sql.text(statement),
                        String.valueOf(schema),
                        change.doubtful() + mayMeanAnother(table, change))
                + "\nWHERE NOT EXISTS (SELECT 1 FROM " + TABLE + " AS known WHERE known.target = "
                + Sql.text(table.name())
                + " AND known.schema_id = " + schema + " AND known.what = " + what + " AND known.`column` = "
                + Sql.text(change.column()) + " AND known.what = 'order')";
    }

    /** A writer that has not seen yet that a column of this name was renamed may write its values into the new one. */
    private static String mayMeanAnother(TargetTable table, SchemaChange change) {
        return change.what() != SchemaChange.What.ADD
                ? ""
                : " OR (SELECT count() > 0 FROM " + TABLE + " AS renamed WHERE renamed.target = "
                        + Sql.text(table.name()) + " AND renamed.what = 'rename' AND renamed.`from` = "
                        + Sql.text(change.column()) + ')';
    }
}
