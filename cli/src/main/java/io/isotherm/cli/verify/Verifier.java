package io.isotherm.cli.verify;

import com.clickhouse.client.api.Client;
import io.isotherm.cli.arrival.Visibility;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.error.Failure;
import io.isotherm.cli.source.PlainTexts;
import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Compares the values of Postgres tables with the live rows of their ClickHouse tables.
 *
 * <p>Both servers hash each row and sum the hashes, so equal tables cost one scan on each side and no transfer. Where
 * sums differ, a second scan sums per bucket of the key's hash, a third fetches key and row hashes of the differing
 * buckets only, and {@link Recheck} looks at the differing keys again until each is settled.
 *
 * <p>Reads only, but for {@link #deleteSurplus}. The connection belongs to the caller and must not be used by others
 * meanwhile.
 */
public final class Verifier {
    private final Connection source;
    private final TargetDatabase target;
    private final Visibility visibility;
    private final Consumer<String> progress;

    /**
     * @param source auto-commit connection that may read the replicated tables; its session settings are changed
     * @param visibility what to wait for before keys that differ are looked at again
     * @param progress takes a line about what is being done
     */
    public Verifier(Connection source, Client target, Visibility visibility, Consumer<String> progress) {
        this.source = source;
        this.target = new TargetDatabase(target);
        this.visibility = visibility;
        this.progress = progress;
    }

    /**
     * @return all that was asked for; of a day without tables only those that have a partition_by column, perhaps none
     * @throws CliException if nothing could be compared: server away, unknown table, no publication
     */
    public VerifyResult verify(VerifyRequest request) {
        List<TableResult> results = new ArrayList<>();
        forEach(request, table -> {
            progress.accept(table.id() + ": comparing");
            results.add(verify(table, request));
        });
        return new VerifyResult(results);
    }

    /** What is to be said of a table that is to be replicated, and is not yet. */
    public static TableResult notReplicated(TableId table) {
        return TableVerifier.notCompared(
                table,
                "it is new since the last apply, and not replicated yet -> ./isotherm apply replicates it",
                System.nanoTime());
    }

    /** A query that ClickHouse refuses for one table says nothing of the others. */
    private TableResult verify(ReplicatedTable table, VerifyRequest request) {
        long started = System.nanoTime();
        try {
            return new TableVerifier(source, target, visibility, progress).verify(table, request);
        } catch (CliException e) {
            boolean ofServer = Failure.clickHouseCode(e) == 0 || Failure.isPasswordRefused(e);
            if (ofServer || request.table().isPresent()) {
                throw e;
            }
            return TableVerifier.notCompared(table.id(), e.getMessage(), started);
        }
    }

    /**
     * The tables, to be compared range by range. None is compared yet.
     *
     * @param request without a day; its limit and timeout are of a range
     */
    public List<TableRanges> ranges(VerifyRequest request) {
        List<TableRanges> ranges = new ArrayList<>();
        forEach(
                request,
                table -> ranges.add(new TableRanges(
                        new TableVerifier(source, target, visibility, progress), source, target, table, request)));
        return ranges;
    }

    /**
     * Deletes rows that ClickHouse has and Postgres has not.
     *
     * @param request without a day; its limit is how many are deleted between two comparisons
     * @return how many they were
     * @throws CliException if nothing could be compared
     */
    public long deleteSurplus(VerifyRequest request) {
        return delete(Kind.EXTRA, request);
    }

    /**
     * Leaves the newest row of each key that has several in ClickHouse and one in Postgres. They are in different
     * partitions: what wrote the newest did not know that the row had been in another one.
     *
     * @param request as above
     * @return how many keys these were
     * @throws CliException if nothing could be compared
     */
    public long deleteOlderCopies(VerifyRequest request) {
        return delete(Kind.DUPLICATE, request);
    }

    private long delete(Kind kind, VerifyRequest request) {
        LongAdder deleted = new LongAdder();
        forEach(
                request,
                table -> deleted.add(
                        new TableVerifier(source, target, visibility, progress).delete(kind, table, request)));
        return deleted.sum();
    }

    void forEach(VerifyRequest request, Consumer<ReplicatedTable> work) {
        try {
            PlainTexts.prepare(source);
            requireUtf8();
            chosen(request).forEach(work);
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "reading Postgres' catalog failed: " + Cause.of(e),
                    "check ./isotherm status and ./isotherm logs postgres",
                    e);
        }
    }

    /** Text is hashed in the database's encoding, and what reaches ClickHouse is UTF-8. */
    private void requireUtf8() throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_encoding")) {
            row.next();
            if (!row.getString(1).equals("UTF8")) {
                throw CliException.cannotRun(
                        "the source database has encoding " + row.getString(1) + "; only UTF8 can be compared",
                        "compare a sample by hand, or move the source to a UTF8 database");
            }
        }
    }

    /** Tables whose rows belong to days; who asks for a day means these. */
    private List<ReplicatedTable> ofDays(List<ReplicatedTable> all) {
        List<ReplicatedTable> withDays = new ArrayList<>();
        for (ReplicatedTable table : all) {
            if (table.settings().partitionBy() == null) {
                progress.accept(table.id() + ": left out, it has no partition_by column");
            } else {
                withDays.add(table);
            }
        }
        return withDays;
    }

    private List<ReplicatedTable> chosen(VerifyRequest request) throws SQLException {
        List<ReplicatedTable> all = new PublishedTables(source).read(request.database(), request.config());
        List<String> names =
                all.stream().map(table -> table.id().qualifiedName()).toList();
        if (request.table().isEmpty()) {
            if (all.isEmpty()) {
                throw CliException.cannotRun(
                        "publication isotherm_" + request.database() + " holds no table of tables.yaml",
                        "run ./isotherm apply");
            }
            return request.day().isEmpty() ? all : ofDays(all);
        }
        String qualified = TableId.qualify(request.table().get());
        return all.stream()
                .filter(table -> table.id().qualifiedName().equals(qualified))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> CliException.cannotRun(
                        "table " + qualified + " is not replicated",
                        "./isotherm apply replicates it, if tables.yaml does and nothing is in its way; replicated are: "
                                + String.join(", ", names)));
    }
}
