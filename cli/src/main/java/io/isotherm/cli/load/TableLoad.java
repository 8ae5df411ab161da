package io.isotherm.cli.load;

import io.isotherm.job.table.TableId;
import java.util.Locale;

/**
 * How far the read of one replicated table has come.
 *
 * @param because why it is not loaded, as the rest of a sentence; empty for a loaded table
 * @param remedy what to do about it; empty if it passes by itself
 */
public record TableLoad(TableId table, State state, String because, String remedy) {
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
        return new TableLoad(table, State.LOADED, "", "");
    }

    static TableLoad loading(TableId table, String because) {
        return new TableLoad(table, State.LOADING, because, "");
    }

    static TableLoad incomplete(TableId table, String because, String remedy) {
        return new TableLoad(table, State.INCOMPLETE, because, remedy);
    }

    static TableLoad leftOut(TableId table, String because, String remedy) {
        return new TableLoad(table, State.LEFT_OUT, because, remedy);
    }

    public boolean isLoaded() {
        return state == State.LOADED;
    }

    /** The state of the table as one sentence. */
    public String sentence() {
        return table.qualifiedName() + " is " + state + (because.isEmpty() ? "" : ", because " + because);
    }
}
