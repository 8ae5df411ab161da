package io.isotherm.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Short forms of queries for tests. */
public final class Query {
    private Query() {}

    public static long number(Connection connection, String sql) throws SQLException {
        return Long.parseLong(texts(connection, sql).get(0));
    }

    /** The first column of every row; null for NULL. */
    public static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A text per table of the schema public that differs when a row differs in anything but the times. */
    public static List<String> contents(Connection connection) throws SQLException {
        List<String> contents = new ArrayList<>();
        for (String table : texts(
                connection,
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")) {
            contents.addAll(texts(connection, """
                    SELECT '%1$s: ' || coalesce(md5(string_agg(content, ',' ORDER BY content)), 'empty')
                    FROM (SELECT (to_jsonb(t) - 'created_at' - 'updated_at' - 'payment_date' - 'shipping_date'
                                  || jsonb_build_object('deleted_at', to_jsonb(t) ->> 'deleted_at' IS NULL))::text AS content
                          FROM %1$s AS t) AS rows""".formatted(table)));
        }
        return contents;
    }
}
