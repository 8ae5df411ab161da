package io.isotherm.demo;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A file of statements that are run one after the other, in the transaction of the connection given. */
public record SqlFile(Path path) {

    /** The {@code .sql} files of a folder in the order of their names. */
    public static List<SqlFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .map(SqlFile::new)
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    int nameLength() {
        return path.getFileName().toString().length();
    }

    public void run(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        } catch (SQLException e) {
            throw CliException.failed(
                    path + " failed: " + Cause.of(e), "correct the file or the options; nothing of it was applied", e);
        }
    }

    private static CliException unreadable(Path path, IOException cause) {
        return CliException.cannotRun(
                "cannot read " + path + ": " + Cause.of(cause), "restore the demo folder of the repository", cause);
    }
}
