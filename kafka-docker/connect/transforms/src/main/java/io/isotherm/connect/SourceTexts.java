package io.isotherm.connect;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.util.PGobject;

/**
 * Sends values of types that have no form of their own in ClickHouse as the text that Postgres prints. Debezium leaves
 * many of them out without a word, sends others as NULL while streaming, and takes the rest apart.
 *
 * <p>Rows that are read come in the driver's objects, which keep the text; {@code driver.datatype.*} sees to it where
 * they would not. Changes come as texts from {@link TextReplication}.
 */
public final class SourceTexts implements CustomConverter<SchemaBuilder, RelationalColumn> {
    /** Where its settings are, by the name that it has in them. */
    static final String SETTINGS = "sourceTexts";

    static final String NAME = "io.isotherm.data.Text";

    /** The names of the types that have a form of their own. */
    static final String EXCEPT = "except";

    private static final String UNCHANGED = RelationalDatabaseConnectorConfig.DEFAULT_UNAVAILABLE_VALUE_PLACEHOLDER;

    /** That of {@code hstore}, which prints shorter keys first. */
    private static final Comparator<String> KEY_ORDER = Comparator.<String>comparingInt(key -> bytes(key).length)
            .thenComparing(SourceTexts::bytes, Arrays::compareUnsigned);

    private TextTypes types;

    @Override
    public void configure(Properties settings) {
        types = new TextTypes(settings.getProperty(EXCEPT));
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (types.contain(column.nativeType(), column.typeName(), column.jdbcType() == Types.VARCHAR)) {
            // what stands for a value that is not sent, such as those of a deleted row, where the column has no NULL
            String absent = column.isOptional() ? null : "";
            registration.register(new TextSchema(), value -> value == null ? absent : text(value));
        }
    }

    static String textOrNull(Object value) {
        return value == null ? null : text(value);
    }

    private static String text(Object value) {
        if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
            return UNCHANGED;
        }
        if (value instanceof PGobject read) {
            return read.getValue();
        }
        // texts, numbers, and arrays, which the driver parses only when asked
        return value instanceof Map<?, ?> pairs ? hstore(pairs) : value.toString();
    }

    /** The driver parses no other type without being asked. */
    private static String hstore(Map<?, ?> pairs) {
        return pairs.keySet().stream()
                .map(String.class::cast)
                .sorted(KEY_ORDER)
                .map(key -> quoted(key) + "=>" + (pairs.get(key) instanceof String value ? quoted(value) : "NULL"))
                .collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes no default from Debezium, which has none of such a type or takes it apart. */
    private static final class TextSchema extends SchemaBuilder {
        TextSchema() {
            super(Schema.Type.STRING);
            name(NAME);
        }

        @Override
        public SchemaBuilder defaultValue(Object value) {
            return this;
        }
    }
}
