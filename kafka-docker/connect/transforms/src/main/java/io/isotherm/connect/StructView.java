package io.isotherm.connect;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * A struct under another schema of the same fields, which copies nothing: {@link Struct#put} checks every value and
 * makes a text for its message each time, so that copying takes as long as reading the change did.
 *
 * <p>What is put into it is put into the other one.
 */
final class StructView extends Struct {
    private final Struct from;

    /** Those parts that have another schema too, by the field's index; made when they are asked for. */
    private final Struct[] parts;

    StructView(Struct from, Schema to) {
        super(to);
        this.from = from;
        this.parts = new Struct[to.fields().size()];
    }

    /** What is NULL stays NULL, unless this schema has a default; that of the other one does not count. */
    @Override
    public Object get(Field field) {
        Object value = value(field);
        return value == null ? field.schema().defaultValue() : value;
    }

    @Override
    public Object get(String fieldName) {
        return get(named(fieldName));
    }

    @Override
    public Object getWithoutDefault(String fieldName) {
        return value(named(fieldName));
    }

    private Object value(Field field) {
        Struct known = parts[field.index()];
        if (known != null) {
            return known;
        }
        // by the index, which is quicker than by the name, where a field's default does not come in between
        Object value = field.schema().defaultValue() == null ? from.get(field) : from.getWithoutDefault(field.name());
        if (value instanceof Struct part && part.schema() != field.schema()) {
            parts[field.index()] = new StructView(part, field.schema());
            return parts[field.index()];
        }
        return value;
    }

    private Field named(String name) {
        Field field = schema().field(name);
        if (field == null) {
            throw new DataException(name + " is not a valid field name");
        }
        return field;
    }

    private <T> T typed(String name, Schema.Type type, Class<T> javaType) {
        Field field = named(name);
        if (field.schema().type() != type) {
            throw new DataException("Field '" + name + "' is not of type " + type);
        }
        return javaType.cast(value(field));
    }

    @Override
    public Byte getInt8(String fieldName) {
        return typed(fieldName, Schema.Type.INT8, Byte.class);
    }

    @Override
    public Short getInt16(String fieldName) {
        return typed(fieldName, Schema.Type.INT16, Short.class);
    }

    @Override
    public Integer getInt32(String fieldName) {
        return typed(fieldName, Schema.Type.INT32, Integer.class);
    }

    @Override
    public Long getInt64(String fieldName) {
        return typed(fieldName, Schema.Type.INT64, Long.class);
    }

    @Override
    public Float getFloat32(String fieldName) {
        return typed(fieldName, Schema.Type.FLOAT32, Float.class);
    }

    @Override
    public Double getFloat64(String fieldName) {
        return typed(fieldName, Schema.Type.FLOAT64, Double.class);
    }

    @Override
    public Boolean getBoolean(String fieldName) {
        return typed(fieldName, Schema.Type.BOOLEAN, Boolean.class);
    }

    @Override
    public String getString(String fieldName) {
        return typed(fieldName, Schema.Type.STRING, String.class);
    }

    /** The field's bytes may be an array or a buffer. */
    @Override
    public byte[] getBytes(String fieldName) {
        return from.getBytes(fieldName);
    }

    @Override
    public <T> List<T> getArray(String fieldName) {
        return from.getArray(fieldName);
    }

    @Override
    public <K, V> Map<K, V> getMap(String fieldName) {
        return from.getMap(fieldName);
    }

    @Override
    public Struct getStruct(String fieldName) {
        return typed(fieldName, Schema.Type.STRUCT, Struct.class);
    }

    @Override
    public Struct put(String fieldName, Object value) {
        return put(named(fieldName), value);
    }

    @Override
    public Struct put(Field field, Object value) {
        ConnectSchema.validateValue(field.name(), field.schema(), value);
        if (value instanceof Struct part) {
            parts[field.index()] = part;
        } else {
            parts[field.index()] = null;
            from.put(field.name(), value);
        }
        return this;
    }

    @Override
    public void validate() {
        for (Field field : schema().fields()) {
            ConnectSchema.validateValue(field.name(), field.schema(), get(field));
        }
    }

    /** With its values in it. */
    private Struct copied() {
        Struct copy = new Struct(schema());
        for (Field field : schema().fields()) {
            copy.put(field, value(field) instanceof StructView part ? part.copied() : value(field));
        }
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Struct struct
                        && copied().equals(struct instanceof StructView view ? view.copied() : struct);
    }

    @Override
    public int hashCode() {
        return copied().hashCode();
    }

    @Override
    public String toString() {
        return copied().toString();
    }
}
