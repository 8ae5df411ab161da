package io.isotherm.cli.load;

import io.isotherm.job.table.TableId;
import java.util.Locale;

/**
 * How far the read of one replicated table has come.
 *
 * @param because why it is not loaded, as the rest of a sentence; empty for a loaded table
 * @param remedy what to do about it; empty if it passes by itself
 * @param wasRead whether all rows have been here once, so that comparing them tells something
 */
public record TableLoad(TableId table, State state, String because, String remedy, boolean wasRead) {
    /** Only {@link #LOADED} is good news. */
    public enum State {
        /** Every row of Postgres was found in ClickHouse once, after the table was read. */
        LOADED,
        /** Rows are on their way, or were not compared yet. */
        LOADING,
        /** The read is over, and rows are missing or differ, or changes go to the dead letters. */
        INCOMPLETE,
        /** Selected by {@code tables.yaml}, but not replicated. */
        LEFT_OUT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static TableLoad loaded(TableId table) {
        return new TableLoad(table, State.LOADED, "", "", true);
    }

    static TableLoad loading(TableId table, String because) {
        return new TableLoad(table, State.LOADING, because, "", false);
    }

    /** It was loaded, or incomplete, before its columns changed or records of it were lost. */
    static TableLoad doubtful(TableId table) {
        return new TableLoad(
                table,
                State.LOADING,
                "its columns or partitions have changed or Kafka has lost records of it, and rows may have other values"
                        + " (./isotherm wait compares it)",
                "",
                true);
    }

    static TableLoad incomplete(TableId table, String because, String remedy) {
        return new TableLoad(table, State.INCOMPLETE, because, remedy, true);
    }

    static TableLoad leftOut(TableId table, String because, String remedy) {
        return new TableLoad(table, State.LEFT_OUT, because, remedy, false);
    }

    public boolean isLoaded() {
        return state == State.LOADED;
    }

    /** The state of the table as one sentence. */
    public String sentence() {
        return table.qualifiedName() + " is " + state + (because.isEmpty() ? "" : ", because " + because);
    }
}
