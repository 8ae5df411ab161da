package io.isotherm.cli.source;

import io.isotherm.cli.error.CliException;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;

/** Reads the rows that tables without a key have already. Their changes come from the connector. */
public interface AppendedRows {
    /** Why what ClickHouse has of a table are no changes; empty if they are, or it has nothing. */
    Optional<CliException> refusal(TableId table);

    /** Puts away what ClickHouse has of these tables, once nothing of them is on its way any more. */
    void setAside(List<TableId> tables);

    /** Takes one moment of a source. */
    Reading begin(String database);

    /** Rows of one moment, which lasts until it is closed. */
    interface Reading extends AutoCloseable {
        /** As the connector's {@code ReadMoment} reads it. */
        String moment();

        /** Writes the rows of one table to ClickHouse. */
        void copy(TableId table);

        @Override
        void close();
    }
}
