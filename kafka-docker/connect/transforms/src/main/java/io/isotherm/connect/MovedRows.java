package io.isotherm.connect;

import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.bean.spi.BeanRegistryAware;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.processors.spi.PostProcessor;
import io.debezium.relational.Column;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.ValueConverterProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * Completes rows that changed their primary key. Debezium sends such an update as a delete of the old key and a create
 * of the new one, and the create lacks TOASTed values that the update left alone: whoever keeps state per key knows
 * nothing of the new key yet. Only these values are read from the source again; updates that keep their key are not
 * touched.
 *
 * <p>The source may have moved on. A value that was changed meanwhile arrives once more with its own, later change. A
 * row that is gone will be deleted, or has another key, by a later change: its missing values are marked with
 * {@link #GONE}, so that no invented value is ever shown. Where the table or the column has another name by now, or
 * row-level security may hide the row, they stay marked as left out, of which the job makes a dead letter.
 *
 * <p>Called by the connector's task thread only.
 *
 * <p>Of every row, values that read like one of the marks are kept apart from them: {@link LiteralMarks}.
 *
 * <p>A delete that names no row loses its {@code before} here, which is how the job knows it: {@link OldKeys}.
 */
public final class MovedRows implements PostProcessor, BeanRegistryAware {
    /**
     * Stands for a value of a row that is no longer in the source under this key. As long as Debezium's placeholder.
     */
    static final String GONE = "__isotherm_deleted_row_value";

    private static final String CREATE = "c";
    private static final String DELETE = "d";
    private static final String READ = "r";

    /** No table, no schema or no column of that name any more: it was the same at the next try, and for ever. */
    private static final Set<String> CHANGED_SINCE = Set.of("42P01", "3F000", "42703");

    private static final String HIDES_ROWS = "SELECT row_security_active(?::text)";

    private static final String SNAPSHOT = "SELECT txid_current_snapshot()::text";

    /** Longer than a commit waits for a synchronous standby on a good day. */
    private static final Duration VISIBLE_TIMEOUT = Duration.ofSeconds(30);

    private static final long FIRST_PAUSE_NANOS = 500_000;
    private static final long LAST_PAUSE_NANOS = 50_000_000;

    private JdbcConnection source;
    private RelationalDatabaseSchema schema;
    private ValueConverterProvider converters;
    private byte[] placeholder;

    @Override
    public void configure(Map<String, ?> properties) {
        // there is nothing to configure
    }

    @Override
    public void injectBeanRegistry(BeanRegistry beans) {
        source = beans.lookupByName(StandardBeanNames.JDBC_CONNECTION, JdbcConnection.class);
        schema = beans.lookupByName(StandardBeanNames.DATABASE_SCHEMA, RelationalDatabaseSchema.class);
        converters = beans.lookupByName(StandardBeanNames.VALUE_CONVERTER, ValueConverterProvider.class);
        placeholder = beans.lookupByName(StandardBeanNames.CONNECTOR_CONFIG, RelationalDatabaseConnectorConfig.class)
                .getUnavailableValuePlaceholder();
    }

    @Override
    public void apply(Object key, Struct envelope) {
        if (envelope == null) {
            return;
        }
        if (OldKeys.areMissing() && DELETE.equals(envelope.get("op"))) {
            envelope.put("before", null);
        }
        keepLiterals(envelope);
        if (!CREATE.equals(envelope.get("op")) || !(envelope.get("after") instanceof Struct row)) {
            return;
        }
        List<Field> missing = missing(row);
        if (!missing.isEmpty() && key instanceof Struct fields) {
            complete(envelope.getStruct("source"), row, missing, fields.schema());
        }
    }

    /** Postgres sends an old row whole, and a row that is read is whole. */
    private static void keepLiterals(Struct envelope) {
        if (envelope.get("before") instanceof Struct before) {
            LiteralMarks.escape(before, field -> true);
        }
        if (envelope.get("after") instanceof Struct after) {
            boolean isRead = READ.equals(envelope.get("op"));
            LiteralMarks.escape(after, field -> isRead || SentTexts.text(Replacement.columnOf(field)) != null);
        }
    }

    private List<Field> missing(Struct row) {
        List<Field> missing = new ArrayList<>(0);
        for (Field field : row.schema().fields()) {
            if (isPlaceholder(row.getWithoutDefault(field.name()))) {
                missing.add(field);
            }
        }
        return missing;
    }

    private boolean isPlaceholder(Object value) {
        if (value instanceof String text) {
            return text.length() == placeholder.length
                    && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), placeholder);
        }
        return value instanceof ByteBuffer bytes && bytes.equals(ByteBuffer.wrap(placeholder));
    }

    private void complete(Struct position, Struct row, List<Field> missing, Schema keySchema) {
        TableId id = source.createTableId(
                position.getString("db"), position.getString("schema"), position.getString("table"));
        Table table = schema.tableFor(id);
        List<String> keyNames =
                keySchema.fields().stream().map(Replacement::columnOf).toList();
        List<String> key = keyNames.stream().map(SentTexts::text).toList();
        if (table == null || key.contains(null)) {
            return;
        }
        try {
            awaitVisible(position.getInt64("txId"));
            boolean isThere = source.prepareQueryAndMap(
                    query(id, missing, keyNames),
                    statement -> bind(statement, key),
                    result -> result.next() && take(result, table, row, missing));
            if (!isThere && !hidesRows(id)) {
                missing.forEach(field -> markGone(row, field));
            }
        } catch (SQLException e) {
            if (CHANGED_SINCE.contains(String.valueOf(e.getSQLState()))) {
                undo();
                return;
            }
            // the connector starts its task again and comes back to this change
            throw new RetriableException(
                    "the unchanged values of a row of " + id + " whose key changed could not be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Whether a row that is not found may be there all the same, for row-level security was enabled meanwhile. */
    private boolean hidesRows(TableId id) throws SQLException {
        return source.prepareQueryAndMap(
                HIDES_ROWS,
                statement -> statement.setString(1, source.quotedTableIdString(id)),
                rows -> rows.next() && rows.getBoolean(1));
    }

    /** Ends the transaction that has failed. */
    private void undo() {
        try {
            source.rollback();
        } catch (SQLException e) {
            throw new RetriableException("the connection to the source broke off: " + e.getMessage(), e);
        }
    }

    private String query(TableId id, List<Field> missing, List<String> keyNames) {
        return "SELECT "
                + missing.stream()
                        .map(field -> source.quoteIdentifier(Replacement.columnOf(field)))
                        .collect(Collectors.joining(", "))
                + " FROM " + source.quotedTableIdString(id) + " WHERE "
                + keyNames.stream()
                        .map(name -> source.quoteIdentifier(name) + " = ?")
                        .collect(Collectors.joining(" AND "));
    }

    /** Postgres takes a text without a type for one of the column's. */
    private static void bind(PreparedStatement statement, List<String> key) throws SQLException {
        for (int i = 0; i < key.size(); i++) {
            statement.setObject(i + 1, key.get(i), Types.OTHER);
        }
    }

    /**
     * Waits until others see the transaction: a change is in the WAL, and here, a moment before. Until then a query
     * finds the row as it was, or an earlier one of the same key.
     */
    private void awaitVisible(Long txId) throws SQLException {
        long deadline = System.nanoTime() + VISIBLE_TIMEOUT.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (txId != null && !currentSnapshot().sees(txId)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RetriableException("interrupted while waiting for transaction " + txId + " to be visible");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RetriableException("transaction " + txId + " is in the WAL and was not visible within "
                        + VISIBLE_TIMEOUT.toSeconds() + " s; is a synchronous standby away?");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
        }
    }

    private SourceSnapshot currentSnapshot() throws SQLException {
        return source.queryAndMap(SNAPSHOT, rows -> {
            rows.next();
            return SourceSnapshot.parse(rows.getString(1));
        });
    }

    private boolean take(ResultSet result, Table table, Struct row, List<Field> missing) throws SQLException {
        for (int i = 0; i < missing.size(); i++) {
            Field field = missing.get(i);
            Column column = table.columnWithName(Replacement.columnOf(field));
            Object value = result.getObject(i + 1);
            row.put(
                    field,
                    LiteralMarks.escaped(
                            SourceTexts.NAME.equals(field.schema().name())
                                    ? SourceTexts.textOrNull(value)
                                    : converters.converter(column, field).convert(value)));
        }
        return true;
    }

    private static void markGone(Struct row, Field field) {
        boolean isText = field.schema().type() == Schema.Type.STRING;
        row.put(field, isText ? GONE : ByteBuffer.wrap(GONE.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        // the connection belongs to the connector
    }
}
