package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which columns those are that must not leave the source as they are: a column keeps its number whatever it is called,
 * so one that is renamed does not leave when another one gets its name.
 */
final class PrivateColumnNumbers {
    private static final String COLUMNS = """
            SELECT a.attrelid::int8, a.attnum, concat_ws('.', n.nspname, c.relname, a.attname)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE concat_ws('.', n.nspname, c.relname) = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped""";

    private final Map<String, Place> byName = new HashMap<>();
    private final Map<Place, String> names = new HashMap<>();

    private record Place(long table, int number) {}

    private PrivateColumnNumbers() {}

    /**
     * The configuration with these numbers.
     *
     * @param before what the connector runs with
     */
    static ConnectorConfig in(
            ConnectorConfig wanted,
            Connections connections,
            String database,
            ReplicationPlan plan,
            Optional<JsonNode> before) {
        Set<String> columns = ConnectorConfig.namesOfPrivate(plan);
        return columns.isEmpty()
                ? wanted
                : wanted.withPrivate(
                        columns,
                        of(connections, database, plan.qualifiedNames())
                                .of(
                                        columns,
                                        before.map(ConnectorConfig::privateNumbers)
                                                .orElse(Map.of())));
    }

    /** @param tables as {@code schema.table} */
    private static PrivateColumnNumbers of(Connections connections, String database, Collection<String> tables) {
        PrivateColumnNumbers numbers = new PrivateColumnNumbers();
        try (Connection connection = connections.postgres(database);
                PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            Array wanted = connection.createArrayOf("text", tables.toArray());
            query.setArray(1, wanted);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    numbers.add(new Place(rows.getLong(1), rows.getInt(2)), rows.getString(3));
                }
            }
        } catch (SQLException e) {
            throw CliException.failed(
                    "cannot read the columns of database " + database + ": " + Cause.of(e),
                    "see ./isotherm logs postgres",
                    e);
        }
        return numbers;
    }

    private void add(Place place, String name) {
        byName.put(name, place);
        names.put(place, name);
    }

    /**
     * Numbers of those columns that there are. One that has another name now, which does not say that it is private,
     * keeps the place of its old name.
     *
     * @param columns as {@code schema.table.column}
     * @param before by such names
     */
    private Map<String, Integer> of(Collection<String> columns, Map<String, Integer> before) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (String column : columns) {
            Place now = byName.get(column);
            if (now != null) {
                Integer known = before.get(column);
                String renamed = known == null ? null : names.get(new Place(now.table(), known));
                boolean mayLeave = renamed != null && !columns.contains(renamed);
                numbers.put(column, mayLeave ? Objects.requireNonNull(known) : now.number());
            }
        }
        return numbers;
    }
}
