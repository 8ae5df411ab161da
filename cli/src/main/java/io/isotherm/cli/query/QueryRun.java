package io.isotherm.cli.query;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.export.ReaderQuery;
import io.isotherm.cli.export.RowFormat;
import io.isotherm.job.sink.table.ClickHouseError;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A named query with its values, ready to be asked. */
public final class QueryRun {
    /** The number of ClickHouse's error. */
    private static final long BAD_QUERY_PARAMETER = 457;

    private static final Pattern IDENTIFIER = Pattern.compile("identifier '([^']+)'|Database (\\w+) ");

    private final NamedQuery query;
    private final Collection<String> sources;
    private final ReaderQuery rows;

    /**
     * @param sources the databases of {@code tables.yaml}
     * @param values as {@link NamedQuery#bind} gives them
     */
    public QueryRun(
            Connections connections,
            NamedQuery query,
            Collection<String> sources,
            Map<String, String> values,
            RowFormat format) {
        this.query = query;
        this.sources = sources;
        this.rows = new ReaderQuery(connections, query.sql(), format, values);
    }

    /**
     * Writes all rows and leaves {@code out} open.
     *
     * @return the bytes written
     */
    public long writeTo(OutputStream out) throws IOException, InterruptedException {
        return rows.writeTo(out, bytes -> {}, this::refused);
    }

    private CliException refused(long code, String reason) {
        String name = "query " + query.name() + ": ";
        if (code == ClickHouseError.UNKNOWN_TABLE.code() || code == ClickHouseError.UNKNOWN_DATABASE.code()) {
            Matcher missing = IDENTIFIER.matcher(reason);
            return CliException.cannotRun(
                    name + (missing.find() ? "ClickHouse has no " + missing.group(1) : "ClickHouse: " + reason),
                    whatMakesTables());
        }
        if (code == BAD_QUERY_PARAMETER) {
            return CliException.cannotRun(name + "ClickHouse: " + reason, query.parameterHelp());
        }
        return CliException.failed(name + "ClickHouse: " + reason, "correct " + query.file());
    }

    private String whatMakesTables() {
        String database = query.database();
        return database.isEmpty() || sources.contains(database)
                ? "./isotherm dbt build makes the tables of silver and gold, as the daily run does; then repeat the query"
                : "tables.yaml has no source '" + database + "': add it (a demo: ./isotherm demo add " + database
                        + "), then ./isotherm apply and ./isotherm dbt build";
    }
}
