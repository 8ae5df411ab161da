package io.isotherm.bench.cold;

import io.isotherm.bench.stack.BenchStack;
import io.isotherm.bench.stack.ClickHouse;
import io.isotherm.bench.stack.FlinkJobs;
import io.isotherm.bench.stack.JobSettings;
import io.isotherm.bench.stack.Pause;
import io.isotherm.cli.applied.AppliedTables;
import io.isotherm.cli.applied.AppliedTablesWriter;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * Orders of many days. Isotherm's job makes the hot, cold and bronze table for the one row in Postgres, and goes on
 * running; millions of rows are then written into hot beside it, as it would write them.
 */
final class ArchivedTable implements AutoCloseable {
    /** Of the row in Postgres, on the first day; the others count on from it, day by day. */
    private static final long FIRST_ID = 0;

    /** What is left over of the id of a changed row, divided by how many rows one is changed of. */
    static final int CHANGED = 7;

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Of the number of a row's change in its version: each comes 4 GiB of write-ahead log after the one before. */
    private static final int CHANGE_SHIFT = 80;

    private static final String COLUMNS = "order_id, user_id, order_status, quantity, total_amount, currency, customer,"
            + " address, created_at, updated_at, _version, _committed_at";

    private final BenchStack stack;
    private final ClickHouse clickHouse;
    private final TableId id;
    private final long rowsPerDay;
    private String job;
    private String firstVersion;

    private ArchivedTable(BenchStack stack, String name, long rowsPerDay) {
        this.stack = stack;
        this.clickHouse = stack.clickHouse();
        this.id = new TableId(BenchStack.DATABASE, "public", name);
        this.rowsPerDay = rowsPerDay;
    }

    /** @param options what {@code tables.yaml} says of it besides {@code partition_by} */
    static ArchivedTable create(BenchStack stack, String name, String options, long rowsPerDay) throws SQLException {
        ArchivedTable table = new ArchivedTable(stack, name, rowsPerDay);
        try (Connection connection = stack.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + name + " (order_id bigint PRIMARY KEY, user_id bigint NOT NULL,"
                            + " order_status varchar(50), quantity integer, total_amount numeric(12, 2) NOT NULL, currency char(3),"
                            + " customer varchar(80), address varchar(200), created_at timestamp NOT NULL, updated_at timestamp)");
            statement.execute("INSERT INTO " + name + " VALUES (" + FIRST_ID + ", 1, 'created', 1, 9.99, 'EUR',"
                    + " 'customer 1', '1 Main Street', '" + FIRST_DAY + "', '" + FIRST_DAY + "')");
        }
        stack.isotherm("apply", "--no-wait");
        FlinkJobs flink = stack.flink();
        String tables = "- " + table.id.qualifiedName() + ": {partition_by: created_at" + options + "}";
        String config = JobSettings.write(stack, name, tables).toString();
        // No command submits this job, so none makes its tables known to the archive
        new AppliedTablesWriter(
                        stack.connections(),
                        ServiceEndpoints.local(stack.settings()).shared(),
                        line -> {})
                .write();
        table.job = flink.submit(flink.isothermJar(), null, List.of("--config", config), Map.of());
        flink.awaitRunning(table.job);
        Pause.until("the first row of " + table.hot(), LIMIT, table::hasFirstRow);
        table.firstVersion = table.clickHouse.query("SELECT _version FROM " + table.hot() + " FINAL");
        return table;
    }

    /** What the archive goes by. */
    static AppliedTables applied(BenchStack stack) {
        return new AppliedTables(ServiceEndpoints.local(stack.settings()).shared());
    }

    private boolean hasFirstRow() {
        return clickHouse.number("EXISTS TABLE " + hot()) == 1
                && clickHouse.number("EXISTS TABLE " + bronze()) == 1
                && clickHouse.number("SELECT count() FROM " + bronze()) == 1;
    }

    String name() {
        return id.table();
    }

    String target() {
        return id.targetName();
    }

    String hot() {
        return "hot." + id.targetName();
    }

    String cold() {
        return "cold." + id.targetName();
    }

    String bronze() {
        return "bronze." + id.targetName();
    }

    long rowsPerDay() {
        return rowsPerDay;
    }

    /** @param number from 0 */
    LocalDate day(int number) {
        return FIRST_DAY.plusDays(number);
    }

    String partition(int day) {
        return day(day).format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** Writes the rows of a day into hot or a table like it. */
    void fill(String into, int day) {
        insert(into, 1, "numbers(" + firstId(day) + ", " + rowsPerDay + ")");
    }

    /**
     * Changes one of so many rows of the first days, in as many inserts as asked for, each with rows of all those days:
     * they have the same keys and days, and are newer.
     */
    void change(String into, int days, int oneOf, int inserts) {
        String changed =
                "numbers(" + firstId(0) + ", " + days * rowsPerDay + ") WHERE number % " + oneOf + " = " + CHANGED;
        for (int i = 0; i < inserts; i++) {
            insert(into, 2, changed + " AND intDiv(number, " + oneOf + ") % " + inserts + " = " + i);
        }
    }

    long firstId(int day) {
        return FIRST_ID + 1 + day * rowsPerDay;
    }

    private void insert(String into, int change, String numbers) {
        clickHouse.execute("INSERT INTO " + into + " (" + COLUMNS + ", _is_deleted)\nWITH cityHash64(number, " + change
                + ") AS random, toDateTime64('" + FIRST_DAY
                + " 00:00:00', 6, 'UTC') + toIntervalMicrosecond(intDiv((number - "
                + firstId(0) + ") * 86400000000, " + rowsPerDay + ")) AS created, created + toIntervalDay(10 * ("
                + change + " - 1)) AS updated\nSELECT number, cityHash64(number) % 1000000,"
                + " ['created', 'paid', 'shipped', 'completed', 'cancelled'][1 + random % 5], 1 + random % 9,"
                + " toDecimal64((random % 100000) / 100, 2), 'EUR', 'customer ' || toString(cityHash64(number) % 1000000),"
                + " toString(random % 200) || ' Main Street, ' || toString(random % 90000), created, updated,"
                + " toUInt128('" + firstVersion + "') + bitShiftLeft(toUInt128(" + change + "), " + CHANGE_SHIFT
                + ") + number, updated, 0\nFROM " + numbers);
    }

    /** Count and sums of hashes of all values that the source knows, of all rows that a condition chooses. */
    static String digest(String from, String condition) {
        return "SELECT count(), sum(order_id), sum(total_amount), sum(cityHash64(" + COLUMNS + ")) FROM " + from
                + " WHERE " + condition;
    }

    /** The row of a key. */
    static String lookup(String from, long id) {
        return "SELECT " + COLUMNS + " FROM " + from + " WHERE order_id = " + id;
    }

    /** The same by the view that is made for it. */
    String lookupByKey(long id) {
        return "SELECT " + COLUMNS + " FROM bronze." + this.id.byKeyName() + "(order_id = " + id + ")";
    }

    /** Until the server has merged what it wants to merge. */
    void awaitMerges() {
        Pause.until(
                "the end of all merges",
                LIMIT,
                () -> clickHouse.number("SELECT count() FROM system.merges") == 0
                        && clickHouse.number("SELECT count() FROM system.mutations WHERE NOT is_done") == 0);
    }

    /** Archives what hot holds up to a day: {@code ./isotherm archive} for this table. */
    void archive(int day) {
        stack.isotherm("archive", "--day", day(day).toString(), "--table", name());
    }

    @Override
    public void close() {
        stack.flink().cancel(job);
    }
}
