package io.isotherm.connect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Replaces texts by the hexadecimal SHA-256 of salt and text before they reach Kafka: equal texts stay equal, NULL
 * stays NULL, and the marks of a text that the change does not bring stay what they are.
 *
 * <p>Debezium's own {@code column.mask.hash} cannot be used: of the settings that concern a column only the first is
 * applied, and {@code column.propagate.source.type} comes before it, so that values would leave in the clear; it
 * hashes the placeholder; and its salt is part of a key, which Connect shows to everybody.
 *
 * <p>Where the column is missing from its row, or is no text, nothing of the row but its key leaves ({@link Withheld}):
 * the column may have another name now, and that must not leave in the clear. Other tables go on. Takes Debezium's
 * change events; any other record passes as it is. Not thread-safe.
 */
public final class HashColumns<R extends ConnectRecord<R>> implements Transformation<R> {
    private static final String COLUMNS = "columns";
    /** Ends as Debezium wants it: it prints its settings when it starts, and stars for those that are named so. */
    private static final String SALT = "salt.secret";

    private static final String PLACEHOLDER = "placeholder";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(
                    COLUMNS,
                    Type.LIST,
                    List.of(),
                    Importance.HIGH,
                    "Columns to hash, each schema.table.column, encoded as in a URL.")
            .define(SALT, Type.PASSWORD, Importance.HIGH, "Mixed into every hash.")
            .define(
                    PLACEHOLDER,
                    Type.STRING,
                    "__debezium_unavailable_value",
                    Importance.LOW,
                    "The connector's unavailable.value.placeholder.");

    /** Names of the columns of a table that are hashed, by {@code schema.table.}; filled as tables come along. */
    private final Map<String, List<String>> columnsOfTable = new HashMap<>();

    private final Withheld withheld = new Withheld();

    /** What becomes of a schema that was seen last, by the table. */
    private final Map<String, Replacement> schemas = new HashMap<>();

    private final HexFormat hex = HexFormat.of();
    private List<String> columns;
    private byte[] salt;
    private String placeholder;
    private MessageDigest digest;

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void configure(Map<String, ?> configs) {
        AbstractConfig config = new AbstractConfig(CONFIG, configs);
        columns = ColumnList.decoded(config.getList(COLUMNS));
        salt = config.getPassword(SALT).value().getBytes(StandardCharsets.UTF_8);
        placeholder = config.getString(PLACEHOLDER);
        columnsOfTable.clear();
        schemas.clear();
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public R apply(R record) {
        if (!columns.isEmpty()
                && record.value() instanceof Struct envelope
                && Replacement.isChange(envelope.schema())) {
            Struct source = envelope.getStruct("source");
            String table = source.getString("schema") + '.' + source.getString("table") + '.';
            List<String> hashed = columnsOfTable.computeIfAbsent(table, this::columnsOf);
            List<Struct> rows = Stream.of("before", "after")
                    .map(name -> rowOf(envelope, name))
                    .filter(row -> row != null && !Withheld.isWithheld(row))
                    .toList();
            Optional<String> problem = rows.stream()
                    .flatMap(row -> hashed.stream().flatMap(column -> problem(row.schema(), column).stream()))
                    .findFirst();
            if (problem.isPresent()) {
                return withheld.apply(record, problem.get());
            }
            rows.forEach(row -> hash(row, hashed));
            if (!hashed.isEmpty()) {
                return Replacement.apply(
                        record, Replacement.none(record.keySchema()), schema(table, record.valueSchema(), hashed));
            }
        }
        return record;
    }

    /** Null if there is none. */
    private static Struct rowOf(Struct envelope, String name) {
        Field part = envelope.schema().field(name);
        return part != null && envelope.get(part) instanceof Struct row ? row : null;
    }

    private static Optional<String> problem(Schema row, String column) {
        Field field = fieldOf(row, column);
        if (field != null && field.schema().type() == Schema.Type.STRING) {
            return Optional.empty();
        }
        return Optional.of("column " + column + " is to be hashed, but "
                + (field == null ? "there is no such column" : "it is no text")
                + "; correct tables.yaml, then ./isotherm apply and ./isotherm resync");
    }

    /** What rows show that were written before the column was added is a value of theirs as well. */
    private Replacement schema(String table, Schema envelope, List<String> hashed) {
        Replacement last = schemas.get(table);
        if (last == null || last.from() != envelope) {
            last = Replacement.ofRow(
                    envelope, field -> hashed.contains(Replacement.columnOf(field)) ? hashed(field) : field);
            schemas.put(table, last);
        }
        return last;
    }

    private Field hashed(Field field) {
        Schema schema = field.schema();
        String value = schema.parameters() == null ? null : schema.parameters().get(MissingValues.VALUE);
        return value == null
                ? field
                : Replacement.with(
                        field,
                        Replacement.like(schema)
                                .parameter(MissingValues.VALUE, hashOf(value))
                                .build());
    }

    private List<String> columnsOf(String table) {
        return columns.stream()
                .filter(column -> column.startsWith(table))
                .map(column -> column.substring(table.length()))
                .toList();
    }

    /** Debezium hands out a new row for every event, so it can be changed in place. */
    private void hash(Struct row, List<String> hashed) {
        for (String column : hashed) {
            Field field = fieldOf(row.schema(), column);
            if (row.getWithoutDefault(field.name()) instanceof String text
                    && !text.equals(placeholder)
                    && !text.equals(MovedRows.GONE)) {
                row.put(field, hashOf(LiteralMarks.literal(text)));
            }
        }
    }

    private static Field fieldOf(Schema row, String column) {
        for (Field field : row.fields()) {
            if (column.equals(Replacement.columnOf(field))) {
                return field;
            }
        }
        return null;
    }

    private String hashOf(String text) {
        digest.update(salt);
        return hex.formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        // there is nothing to close
    }
}
