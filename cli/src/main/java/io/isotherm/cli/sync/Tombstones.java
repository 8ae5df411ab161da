package io.isotherm.cli.sync;

import static io.isotherm.cli.sync.SyncTarget.text;

import io.isotherm.cli.verify.Sql;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.TableId;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes that rows are gone: a newer version of each that says so, with its other values, which say in which partition
 * it is. Only rows older than the run are looked at; a newer one came from the stream, which knows better.
 */
final class Tombstones {
    /** Rows of a slice are joined in memory. */
    private static final long SLICE_ROWS = 1_000_000;

    private static final String PER_PARTITION = " SETTINGS do_not_merge_across_partitions_select_final = 1";

    private final SyncTarget target;
    private final TableId table;
    private final RowVersion version;
    private final long takenAt;
    private final List<String> key;
    private final String partition;

    /**
     * @param takenAt microseconds since 1970, when the rows were seen to be gone
     * @param partition expression of the hot table, or the empty string
     */
    Tombstones(SyncTarget target, RowShape shape, RowVersion version, long takenAt, String partition) {
        this.target = target;
        this.table = shape.table();
        this.version = version;
        this.takenAt = takenAt;
        this.key = Arrays.stream(shape.keyColumns())
                .mapToObj(column -> shape.columns().get(column).name())
                .toList();
        this.partition = partition;
    }

    /** For rows whose key is not in {@code keys}. */
    void ofMissing(String keys, long keyCount) {
        long slices = 1 + keyCount / SLICE_ROWS;
        for (long slice = 0; slice < slices; slice++) {
            write(
                    hot(),
                    version.value(),
                    " LEFT ANTI JOIN (SELECT " + names("") + " FROM " + keys + " AS k WHERE "
                            + slice("k.", slice, slices) + ") AS k ON " + equalKeys() + " WHERE " + older() + " AND "
                            + slice("t.", slice, slices));
        }
    }

    /** For the rows that are in another partition than the run's row of their key. */
    void ofMoved(long runRows) {
        if (target.number("SELECT toInt64(count()) AS n FROM (SELECT 1 FROM " + bronze() + " AS t WHERE " + older()
                        + " LIMIT 1)")
                == 0) {
            return;
        }
        long slices = 1 + runRows / SLICE_ROWS;
        for (long slice = 0; slice < slices; slice++) {
            String ofRun = " FROM " + hot() + " AS k WHERE `_version` = " + literal(version.value()) + " AND "
                    + slice("k.", slice, slices);
            write(
                    hot(),
                    version.before(),
                    " INNER JOIN (SELECT " + names("") + ", coalesce(toString(" + partition
                            + "), '') AS isotherm_partition"
                            + ofRun + ") AS k ON " + equalKeys() + " WHERE " + older() + " AND (" + names("t.")
                            + ") IN (SELECT " + names("") + ofRun + ") AND coalesce(toString(" + qualified()
                            + "), '') != k.isotherm_partition");
        }
    }

    /** For all rows that are not in {@code stage}, or are there in another partition; into the stage itself. */
    void ofReplaced(String stage, long stageRows) {
        long slices = 1 + stageRows / SLICE_ROWS;
        String same =
                partition.isEmpty() ? "" : " AND coalesce(toString(" + qualified() + "), '') = k.isotherm_partition";
        String shown = partition.isEmpty() ? "" : ", coalesce(toString(" + partition + "), '') AS isotherm_partition";
        for (long slice = 0; slice < slices; slice++) {
            write(
                    stage,
                    version.before(),
                    " LEFT ANTI JOIN (SELECT " + names("") + shown + " FROM " + stage + " AS k WHERE `_version` = "
                            + literal(version.value()) + " AND " + slice("k.", slice, slices) + ") AS k ON "
                            + equalKeys() + same + " WHERE " + older() + " AND " + slice("t.", slice, slices));
        }
    }

    private void write(String into, BigInteger rowVersion, String which) {
        Collection<String> columns = target.columns("hot", table.targetName()).keySet();
        String values = columns.stream()
                .map(column -> switch (column) {
                    case "_version" -> literal(rowVersion);
                    case "_is_deleted" -> "1";
                    case "_committed_at" -> "fromUnixTimestamp64Micro(toInt64(" + takenAt + "), 'UTC')";
                    case "_ingested_at" -> "now64(3, 'UTC')";
                    default -> "t." + Sql.targetName(column);
                })
                .collect(Collectors.joining(", "));
        target.execute("INSERT INTO " + into + " ("
                + columns.stream().map(Sql::targetName).collect(Collectors.joining(", ")) + ") SELECT " + values
                + " FROM " + bronze() + " AS t" + which + PER_PARTITION);
    }

    private String older() {
        return "t.`_version` < " + literal(version.value());
    }

    private String slice(String alias, long slice, long slices) {
        return slices == 1 ? "1" : "cityHash64(" + names(alias) + ") % " + slices + " = " + slice;
    }

    private String names(String alias) {
        return key.stream().map(name -> alias + Sql.targetName(name)).collect(Collectors.joining(", "));
    }

    private String equalKeys() {
        return key.stream()
                .map(Sql::targetName)
                .map(name -> "t." + name + " = k." + name)
                .collect(Collectors.joining(" AND "));
    }

    /** The partition's expression of the older row. */
    private String qualified() {
        return partition.replaceFirst("\\(`", "(t.`");
    }

    private String bronze() {
        return "bronze." + Sql.targetName(table.targetName());
    }

    private String hot() {
        return "hot." + Sql.targetName(table.targetName());
    }

    static String literal(BigInteger version) {
        return "toUInt128(" + text(version.toString()) + ")";
    }
}
