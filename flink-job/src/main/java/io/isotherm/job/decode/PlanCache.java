package io.isotherm.job.decode;

import io.isotherm.job.config.TableSettings;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.model.RawRecord;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.schema.ReusedSchemaException;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SchemaRegistry;
import io.isotherm.job.schema.SourceTable;
import io.isotherm.job.schema.UnknownSchemaException;
import io.isotherm.job.table.ShapeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan of each topic and pair of schema ids, compiled once. A failure to compile is remembered as well, so a table
 * that cannot be replicated costs one log line and one dead letter per record. Not thread-safe.
 */
final class PlanCache {
    private static final Logger LOG = LoggerFactory.getLogger(PlanCache.class);
    private static final int NO_KEY = -1;

    /** Exactly one of the two is set. */
    private record Entry(DecodePlan plan, SchemaException failure) {}

    private final SchemaRegistry registry;
    private final TablesConfig tables;
    private final DecodeMetrics metrics;
    private final Map<ShapeRef, Entry> entries = new HashMap<>();
    /** Ids under which the registry has other schemas than before. */
    private final Set<Integer> reused = new HashSet<>();

    private String lastTopic;
    private int lastKeyId;
    private int lastValueId;
    private DecodePlan lastPlan;

    PlanCache(SchemaRegistry registry, TablesConfig tables, DecodeMetrics metrics) {
        this.registry = registry;
        this.tables = tables;
        this.metrics = metrics;
    }

    /**
     * @param record with a value
     * @throws MalformedChangeException if key or value are not Confluent-framed
     * @throws SchemaException if the schema is unknown or its table cannot be replicated
     */
    DecodePlan planOf(RawRecord record) {
        int valueId = schemaId(record.value(), "value");
        int keyId = record.key() == null ? NO_KEY : schemaId(record.key(), "key");
        if (valueId == lastValueId && keyId == lastKeyId && record.topic().equals(lastTopic)) {
            return lastPlan;
        }
        DecodePlan plan = find(new ShapeRef(record.topic(), keyId, valueId));
        lastTopic = record.topic();
        lastKeyId = keyId;
        lastValueId = valueId;
        lastPlan = plan;
        return plan;
    }

    /** A plan that can read the key of a record whose own plan failed, or null if no such record was seen before. */
    DecodePlan planOfKey(RawRecord record) {
        if (record.key() == null) {
            return null;
        }
        int keyId = schemaId(record.key(), "key");
        for (Map.Entry<ShapeRef, Entry> entry : entries.entrySet()) {
            ShapeRef ref = entry.getKey();
            if (entry.getValue().plan != null
                    && ref.keySchemaId() == keyId
                    && ref.topic().equals(record.topic())) {
                return entry.getValue().plan;
            }
        }
        return null;
    }

    /**
     * The plan of the rows of a truncated table, empty if the registry knows of none.
     *
     * @param truncate a record with a value and without a key
     * @throws SchemaException as {@link #planOf}
     */
    Optional<DecodePlan> planOfRows(RawRecord truncate) {
        OptionalInt keyId = registry.awaitLatestId(truncate.topic() + "-key");
        return keyId.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        find(new ShapeRef(truncate.topic(), keyId.getAsInt(), schemaId(truncate.value(), "value"))));
    }

    private static int schemaId(byte[] framed, String what) {
        if (framed.length < ChangeDecoder.FRAME_BYTES || framed[0] != 0) {
            throw MalformedChangeException.corrupt("the " + what
                    + " does not begin with a schema id; the connector must use Confluent's Avro converter");
        }
        return (framed[1] & 0xff) << 24 | (framed[2] & 0xff) << 16 | (framed[3] & 0xff) << 8 | framed[4] & 0xff;
    }

    private DecodePlan find(ShapeRef ref) {
        Entry entry = entries.get(ref);
        if (entry == null) {
            entry = compile(ref);
            entries.put(ref, entry);
        }
        if (entry.failure != null) {
            throw entry.failure;
        }
        return entry.plan;
    }

    /** An unknown id is not remembered here: the registry may learn it. */
    private Entry compile(ShapeRef ref) {
        try {
            registry.verify(ref.valueSchemaId());
            if (ref.keySchemaId() != NO_KEY) {
                registry.verify(ref.keySchemaId());
            }
            DecodePlan plan = ref.keySchemaId() == NO_KEY
                    ? DecodePlan.withoutKey(registry.get(ref.valueSchemaId()))
                    : compileWithKey(ref);
            metrics.schemas.inc();
            LOG.info("Decoding {}", plan.shape == null ? ref : plan.shape);
            return new Entry(plan, null);
        } catch (ReusedSchemaException e) {
            if (reused.add(e.id())) {
                LOG.error("Each schema is looked at again before a record is read with it: {}", e.getMessage());
                entries.clear();
                lastTopic = null;
            }
            throw e;
        } catch (UnknownSchemaException e) {
            throw e;
        } catch (SchemaException e) {
            LOG.error(
                    "Records of {} with schema {} become dead letters: {}",
                    ref.topic(),
                    ref.valueSchemaId(),
                    e.getMessage());
            return new Entry(null, e);
        }
    }

    private DecodePlan compileWithKey(ShapeRef ref) {
        SourceTable table = RegistryRowShapes.table(registry, tables, ref);
        boolean clamp = tables.settingsOf(table.shape().table())
                        .orElse(TableSettings.DEFAULTS)
                        .onOutOfRange()
                == OnOutOfRange.CLAMP;
        return DecodePlan.of(table, registry.get(ref.valueSchemaId()), clamp);
    }
}
