package io.isotherm.job.schema;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.RowShapes;
import io.isotherm.job.table.ShapeRef;
import java.util.HashMap;
import java.util.Map;

/** Derives row shapes from the registry's writer schemas and {@code tables.yaml}, each once. Not thread-safe. */
public final class RegistryRowShapes implements RowShapes {
    private final SchemaRegistry registry;
    private final TablesConfig tables;
    private final Map<ShapeRef, RowShape> shapes = new HashMap<>();

    RegistryRowShapes(SchemaRegistry registry, TablesConfig tables) {
        this.registry = registry;
        this.tables = tables;
    }

    @Override
    public RowShape get(ShapeRef ref) {
        RowShape shape = shapes.get(ref);
        if (shape == null) {
            shape = table(registry, tables, ref).shape();
            shapes.put(ref, shape);
        }
        return shape;
    }

    /**
     * What decode and {@link #get} derive the same shape from.
     *
     * @throws SchemaException if the table cannot be replicated
     */
    public static SourceTable table(SchemaRegistry registry, TablesConfig tables, ShapeRef ref) {
        return SourceTable.of(
                ref, registry.get(ref.keySchemaId()), registry.get(ref.valueSchemaId()), settings(tables, ref.topic()));
    }

    private static TableSettings settings(TablesConfig tables, String topic) {
        return tables.settingsOf(SourceTable.tableOf(topic)).orElse(TableSettings.DEFAULTS);
    }

    /** Opens its own registry client on the task manager. */
    public record Factory(JobConfig.Registry registry, TablesConfig tables) implements RowShapes.Factory {
        @Override
        public RowShapes open() {
            return new RegistryRowShapes(new SchemaRegistry(registry), tables);
        }
    }
}
