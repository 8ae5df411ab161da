package io.isotherm.job.sink.view;

import io.isotherm.job.sink.table.Sql;

/**
 * A view beside a hot table, in the database bronze.
 *
 * @param shows what its rows are, the start of its comment
 * @param types of its columns, which the query does not tell
 */
record BronzeView(String name, String shows, String types, String select) {
    static final String DATABASE = "bronze";

    String create() {
        return "CREATE OR REPLACE VIEW " + Sql.table(DATABASE, name) + " AS\n" + select + "\nCOMMENT "
                + Sql.text(comment());
    }

    /** Tells this view from one for other columns or of another form. */
    String comment() {
        return shows + ". " + Integer.toHexString((types + select).hashCode());
    }
}
