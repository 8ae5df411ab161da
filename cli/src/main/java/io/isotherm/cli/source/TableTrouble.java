package io.isotherm.cli.source;

import io.isotherm.job.table.TableId;
import java.util.List;

/**
 * Why one table cannot be replicated as {@code tables.yaml} asks.
 *
 * @param column that is in the way; empty if it is the table itself
 * @param reason as the rest of a sentence about the column or the table
 * @param remedy what to do about it
 * @param kind what it means for the table's rows
 */
public record TableTrouble(TableId table, String column, String reason, String remedy, Kind kind) {

    /** From the whole table to one column. */
    enum Kind {
        /** Nothing of the table is read. */
        LEFT_OUT("left out"),
        /** Nothing of the table is read until the next {@code apply}, which finds nothing in its way. */
        NOT_YET("not replicated yet"),
        /** The table was replicated before and still is: what cannot be written is replayed from the dead letters. */
        RUNS_ON("changes go to the dead letters"),
        /** The table is replicated without the column, and nothing is wrong with the others. */
        NOT_SENT("not replicated");

        private final String effect;

        Kind(String effect) {
            this.effect = effect;
        }
    }

    public static TableTrouble leftOut(TableId table, String column, String reason, String remedy) {
        return new TableTrouble(table, column, reason, remedy, Kind.LEFT_OUT);
    }

    static TableTrouble notYet(TableId table) {
        return new TableTrouble(
                table,
                "",
                "is new since the last apply, was made again or has another name",
                "./isotherm apply replicates it",
                Kind.NOT_YET);
    }

    static TableTrouble generated(TableId table, String column) {
        return new TableTrouble(
                table,
                column,
                "is generated, and Postgres does not send it",
                "compute it in a view or a model; " + exclude(column) + " ends this note",
                Kind.NOT_SENT);
    }

    /** The words of {@code tables.yaml} that leave a table out. */
    static String skip(TableId table) {
        return "skip: " + YamlText.list(List.of(table.qualifiedName()));
    }

    /** The words of {@code tables.yaml} that leave a column out. */
    static String exclude(String column) {
        return "exclude: " + YamlText.list(List.of(column));
    }

    /** Whether the table is replicated all the same. */
    public boolean runsOn() {
        return kind != Kind.LEFT_OUT && kind != Kind.NOT_YET;
    }

    /** Whether the next {@code apply} replicates the table. */
    public boolean endsWithApply() {
        return kind == Kind.NOT_YET;
    }

    /** Whether nothing is wrong with the rows that are replicated. */
    boolean isNote() {
        return kind == Kind.NOT_SENT;
    }

    /** What it means for the table's rows. */
    public String effect() {
        return kind.effect;
    }

    /** In one sentence without the table's name. */
    public String sentence() {
        return (column.isEmpty() ? "it " : "column " + column + " ") + reason;
    }
}
