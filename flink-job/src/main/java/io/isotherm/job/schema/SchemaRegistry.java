package io.isotherm.job.schema;

import io.isotherm.job.config.JobConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
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
    private final Map<Integer, Long> unknownUntil = new HashMap<>();

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
        Long until = unknownUntil.get(id);
        if (until != null && System.nanoTime() - until < 0) {
            throw unknown(id);
        }
        for (long backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
            try {
                return parse(id, rest.getId(id));
            } catch (RestClientException e) {
                if (e.getErrorCode() == SCHEMA_NOT_FOUND) {
                    unknownUntil.put(id, System.nanoTime() + FORGET_UNKNOWN_AFTER.toNanos());
                    throw unknown(id);
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

    private UnknownSchemaException unknown(int id) {
        return new UnknownSchemaException("schema id " + id + " does not exist at " + url
                + "; check that the job and the connector use the same registry");
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
