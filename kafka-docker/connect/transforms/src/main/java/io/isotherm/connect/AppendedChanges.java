package io.isotherm.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes a row of every change of a table that has no key, so that the change itself can be stored: its key is its place
 * in the write-ahead log. An insert becomes one row, a delete one with the old values, an update two.
 *
 * <p>The rows of one insert of many may share a position in the log, so they are counted. The connector goes on at
 * whole transactions ({@link WholeTransactions}), so a change that is sent again has the key that it had before.
 *
 * <p>Rows that were there when the table was taken in are read by {@code ./isotherm}, of one {@link ReadMoment}: what
 * that has seen is not sent. Not thread-safe.
 */
final class AppendedChanges {
    /** Tables without a key, each with its {@link ReadMoment}; Debezium does not know it. */
    static final String SETTING = "isotherm.append.tables";

    private static final String NO_OLD_ROW = "a change came without the old row, for the table's replica identity is"
            + " not full; ALTER TABLE ... REPLICA IDENTITY FULL, then ./isotherm resync";

    private final Map<String, ReadMoment> moments = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, AppendedSchemas> schemas = new HashMap<>();
    private final Map<String, AppendedSchemas> withheld = new HashMap<>();

    /** How many rows a table has had at the position that its last change has. */
    private record Place(long position, long next) {}

    /**
     * @param topicPrefix what topics begin with, without the dot
     * @param tables as {@link #SETTING} has them
     */
    AppendedChanges(String topicPrefix, List<String> tables) {
        for (String table : tables) {
            if (!table.isEmpty()) {
                int at = table.lastIndexOf('@');
                moments.put(topicPrefix + '.' + table.substring(0, at), ReadMoment.parse(table.substring(at + 1)));
            }
        }
    }

    List<SourceRecord> replaced(List<SourceRecord> records) {
        if (moments.isEmpty() || records == null) {
            return records;
        }
        List<SourceRecord> replaced = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            ReadMoment moment = moments.get(record.topic());
            if (moment == null) {
                replaced.add(record);
            } else if (Replacement.isChange(record.valueSchema())) {
                addRows(record, moment, replaced);
            }
            // what is left is the tombstone behind a delete, which has no key
        }
        return replaced;
    }

    private void addRows(SourceRecord record, ReadMoment moment, List<SourceRecord> rows) {
        Struct change = (Struct) record.value();
        Struct source = change.getStruct("source");
        Long position = source.getInt64("lsn");
        Long transaction = source.getInt64("txId");
        if (position != null && transaction != null && moment.hasSeen(position, transaction)) {
            return;
        }
        switch (change.getString("op")) {
            case "c" -> rows.add(row(record, position, "insert", change.getStruct("after")));
            case "u" -> {
                rows.add(row(record, position, "update_before", change.getStruct("before")));
                rows.add(row(record, position, "update_after", change.getStruct("after")));
            }
            case "d" -> rows.add(row(record, position, "delete", change.getStruct("before")));
            case "t" -> {
                AppendedSchemas to = schemas(schemas, record, null);
                rows.add(changed(record, null, null, to, to.withoutRow(change)));
            }
            // a first snapshot of the connector, which reads what ./isotherm has read
            default -> {}
        }
    }

    private SourceRecord row(SourceRecord record, long position, String operation, Struct row) {
        Place last = places.get(record.topic());
        long number = last != null && last.position == position ? last.next : 0;
        places.put(record.topic(), new Place(position, number + 1));
        AppendedSchemas to = row == null ? schemas(withheld, record, NO_OLD_ROW) : schemas(schemas, record, null);
        Struct change = to.change((Struct) record.value(), position, number, operation, row);
        return changed(record, to.key(), to.keyOf(position, number), to, change);
    }

    private static SourceRecord changed(
            SourceRecord record, Schema keySchema, Struct key, AppendedSchemas to, Struct change) {
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                keySchema,
                key,
                to.envelope(),
                change,
                record.timestamp(),
                record.headers());
    }

    private static AppendedSchemas schemas(Map<String, AppendedSchemas> known, SourceRecord record, String reason) {
        AppendedSchemas last = known.get(record.topic());
        if (last == null || last.from() != record.valueSchema()) {
            last = AppendedSchemas.of(record.valueSchema(), reason);
            known.put(record.topic(), last);
        }
        return last;
    }
}
