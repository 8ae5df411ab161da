package io.isotherm.cli.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of {@code sql/reconciliation/<database>}, by "figure day", and what its comparison says. */
final class GoldFigures {
    private final Lakehouse lakehouse;
    private final String database;
    private final Path folder;

    GoldFigures(Lakehouse lakehouse, String database) {
        this.lakehouse = lakehouse;
        this.database = database;
        this.folder = lakehouse.settings().root().resolve("sql/reconciliation").resolve(database);
    }

    Map<String, String> ofPostgres() throws IOException, SQLException {
        return byName(
                lakehouse.rowsInPostgres("SELECT figure || ' ' || coalesce(day, '1970-01-01'), round(value, 2) FROM ("
                        + Files.readString(folder.resolve("postgres.sql")) + ") AS figures WHERE value <> 0"));
    }

    Map<String, String> ofGold() throws IOException, InterruptedException {
        return byName(lakehouse
                .query("SELECT concat(figure, ' ', toString(day)), toDecimalString(value, 2) FROM gold." + database
                        + "_figures")
                .lines()
                .toList());
    }

    private static Map<String, String> byName(List<String> lines) {
        Map<String, String> figures = new TreeMap<>();
        lines.forEach(line -> figures.put(line.split("\t")[0], line.split("\t")[1]));
        return figures;
    }

    /** Figure and day of the rows of {@code gold.sql} that meet a condition, against what was recorded last. */
    List<String> compared(String since, String condition) throws IOException, InterruptedException {
        String sql = Files.readString(folder.resolve("gold.sql"))
                .replace("{since:DateTime64(6, 'UTC')}", "toDateTime64('" + since + "', 6, 'UTC')")
                .replace("{measured:DateTime64(6, 'UTC')}", "(SELECT max(measured_at) FROM ops.source_figures)")
                .replace("{day:Date}", "toDate('2025-12-31')");
        return lakehouse
                .query("SELECT figure, day FROM (" + sql + ") WHERE " + condition)
                .lines()
                .toList();
    }
}
