package io.isotherm.job.schema;

import io.isotherm.job.config.JobConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer schemas by registry id, fetched once. Speaks the Confluent API, so it works against Confluent's registry and
 * against Apicurio's {@code /apis/ccompat/v7}.
 *
 * <p>A registry that does not answer is waited for, which shows as backpressure: no record becomes a dead letter
 * because the registry is down. Not thread-safe; the calling thread sleeps between attempts and can be interrupted.
 */
public final class SchemaRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

    /** The API's code for a schema id that does not exist. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    /** The API's code for a subject that does not exist. */
    private static final int SUBJECT_NOT_FOUND = 40401;

    private static final int TIMEOUT_MS = 10_000;
    private static final long FIRST_BACKOFF_MS = 100;
    private static final long LAST_BACKOFF_MS = 10_000;
    /** An unknown id is asked for again after this, in case the registry was restored from an old backup. */
    private static final Duration FORGET_UNKNOWN_AFTER = Duration.ofSeconds(30);

    private final String url;
    private final RestService rest;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    /** What was in the registry under an id, also before the job was restarted. */
    private final Map<Integer, Long> fingerprints = new HashMap<>();

    private final Map<Integer, Unusable> unusable = new HashMap<>();

    private record Unusable(UnknownSchemaException because, long until) {}

    public SchemaRegistry(JobConfig.Registry config) {
        url = config.url();
        rest = new RestService(url);
        if (!config.properties().isEmpty()) {
            rest.configure(config.properties());
        }
        rest.setHttpConnectTimeoutMs(TIMEOUT_MS);
        rest.setHttpReadTimeoutMs(TIMEOUT_MS);
    }

    /**
     * @throws UnknownSchemaException if the registry does not have the id, or has something other than Avro under it
     * @throws IllegalStateException if the thread is interrupted while the registry is unreachable
     */
    public Schema get(int id) {
        Schema schema = schemas.get(id);
        if (schema == null) {
            schema = fetch(id);
            schemas.put(id, schema);
        }
        return schema;
    }

    /**
     * Asks again, for a registry that has lost its schemas gives their ids to others.
     *
     * @throws ReusedSchemaException if the registry has another schema under the id by now
     * @throws UnknownSchemaException as {@link #get}
     */
    public void verify(int id) {
        schemas.put(id, fetch(id));
    }

    /** What {@link #fingerprints} of an earlier one has told. */
    public void expect(Map<Integer, Long> earlier) {
        fingerprints.putAll(earlier);
    }

    /** By id, of each schema that was ever fetched. */
    public Map<Integer, Long> fingerprints() {
        return Map.copyOf(fingerprints);
    }

    /**
     * Id of a subject's newest schema, empty if there is no such subject. Asks once and does not wait.
     *
     * @throws IOException if the registry does not answer
     */
    public OptionalInt latestId(String subject) throws IOException {
        try {
            return OptionalInt.of(rest.getLatestVersion(subject).getId());
        } catch (RestClientException e) {
            if (e.getErrorCode() == SUBJECT_NOT_FOUND) {
                return OptionalInt.empty();
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * As {@link #latestId}, but waits for a registry that does not answer.
     *
     * @throws IllegalStateException if the thread is interrupted meanwhile
     */
    public OptionalInt awaitLatestId(String subject) {
        for (long backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
            try {
                return latestId(subject);
            } catch (IOException e) {
                waitFor("The newest schema of " + subject, backoff, e);
            }
        }
    }

    private Schema fetch(int id) {
        Unusable known = unusable.get(id);
        if (known != null && System.nanoTime() - known.until < 0) {
            throw known.because;
        }
        for (long backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
            try {
                SchemaString answer = rest.getId(id);
                Schema schema = parse(id, answer);
                remember(id, answer.getSchemaString());
                return schema;
            } catch (RestClientException e) {
                if (e.getErrorCode() == SCHEMA_NOT_FOUND) {
                    throw refused(
                            id,
                            new UnknownSchemaException("schema id " + id + " does not exist at " + url
                                    + "; check that the job and the connector use the same registry"));
                }
                waitFor("Schema " + id, backoff, e);
            } catch (IOException e) {
                waitFor("Schema " + id, backoff, e);
            }
        }
    }

    private Schema parse(int id, SchemaString answer) {
        try {
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(answer.getSchemaString());
        } catch (AvroRuntimeException | NullPointerException e) {
            // The parser answers with the latter to a type name that the schema does not define.
            throw new UnknownSchemaException("schema id " + id + " at " + url + " is not an Avro schema: "
                    + e.getMessage() + "; check that the connector uses the Avro converter");
        }
    }

    private void remember(int id, String schema) {
        long fingerprint = SchemaNormalization.fingerprint64(schema.getBytes(StandardCharsets.UTF_8));
        Long before = fingerprints.putIfAbsent(id, fingerprint);
        if (before != null && before != fingerprint) {
            throw refused(id, new ReusedSchemaException(id, url));
        }
    }

    private UnknownSchemaException refused(int id, UnknownSchemaException because) {
        unusable.put(id, new Unusable(because, System.nanoTime() + FORGET_UNKNOWN_AFTER.toNanos()));
        return because;
    }

    private void waitFor(String what, long backoffMs, Exception cause) {
        LOG.warn("{} cannot be fetched from {}, trying again in {} ms: {}", what, url, backoffMs, cause.toString());
        try {
            Thread.sleep(backoffMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the schema registry " + url, e);
        }
    }
}
