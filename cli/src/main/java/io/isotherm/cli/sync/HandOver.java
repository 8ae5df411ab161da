package io.isotherm.cli.sync;

import io.isotherm.cli.connection.ClickHouseHttp;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.verify.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings rows of a table of hot's structure into a file, and those of a file into such a table. ClickHouse writes and
 * reads the file, as a stream.
 */
final class HandOver {
    private static final String SETTINGS = "http_write_exception_in_output_format=0&session_timezone=UTC"
            + "&enable_time_time64_type=1&output_format_decimal_trailing_zeros=1&date_time_output_format=simple";

    private final ClickHouseHttp clickHouse;
    private final FileColumns columns;

    HandOver(ClickHouseHttp clickHouse, FileColumns columns) {
        this.clickHouse = clickHouse;
        this.columns = columns;
    }

    /**
     * @param stage with its database, quoted
     * @throws CliException if it fails; what was written then is no whole file
     */
    void write(String stage, FileFormat format, Path file) throws InterruptedException {
        String query = "SELECT " + columns.written() + " FROM " + stage + " AS t FORMAT " + format.clickHouseName();
        HttpResponse<InputStream> answer = clickHouse.send(query, SETTINGS, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream rows = answer.body();
                OutputStream out = Files.newOutputStream(file)) {
            if (answer.statusCode() != 200) {
                throw refused(new String(rows.readAllBytes(), StandardCharsets.UTF_8));
            }
            rows.transferTo(out);
        } catch (IOException e) {
            throw CliException.failed(
                    "writing " + file + " broke off: " + Cause.of(e),
                    "see ./isotherm logs clickhouse; run it again",
                    e);
        }
    }

    /** @param stage with its database, quoted */
    void read(Path file, FileFormat format, String stage) throws InterruptedException {
        String query = "INSERT INTO " + stage + " (" + columns.targets() + ") SELECT " + columns.read() + " FROM input("
                + SyncTarget.text(columns.structure()) + ") FORMAT " + format.clickHouseName();
        HttpResponse<String> answer = clickHouse.insert(query, SETTINGS, file);
        if (answer.statusCode() != 200) {
            throw refused(answer.body());
        }
    }

    private static CliException refused(String reason) {
        return CliException.failed(
                "ClickHouse: " + reason.strip().lines().findFirst().orElse(""),
                "the file must be one that ./isotherm extract has written of this table");
    }

    static String stage(String purpose, String table) {
        return "ops." + Sql.targetName("sync_" + purpose + "_" + table);
    }
}
