package io.isotherm.connect;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The converter that is named in {@code converter}, with one difference: Connect tries again where the schema registry
 * does not answer. Confluent's Avro converter reports that as a {@code DataException}, which ends the task for good.
 * How long and how often Connect tries is its own setting: {@code errors.retry.timeout} and
 * {@code errors.retry.delay.max.ms}.
 *
 * <p>What the registry refuses stays what it is. One thread uses a converter.
 */
public final class RetryingConverter implements Converter {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingConverter.class);
    private static final String CONVERTER = "converter";
    /**
     * The answers that say "later": 500 is not among them, since a schema that a registry cannot read may be answered
     * so.
     */
    private static final Set<Integer> LATER = Set.of(408, 429, 502, 503, 504);

    private static final Pattern ERROR_CODE = Pattern.compile("error code: (\\d{3})$");
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    private Converter converter;
    private boolean away;
    private long loggedAt;

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        CONVERTER,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "Class of the converter that does the work; it gets all other settings.");
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Object name = configs.get(CONVERTER);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            // Connect's loader of this plugin asks the loaders of the others for a class that is a plugin itself
            Class<?> type = Class.forName(String.valueOf(name), true, getClass().getClassLoader());
            // By it a converter looks for classes that its own settings name
            thread.setContextClassLoader(type.getClassLoader());
            converter = (Converter) type.getDeclaredConstructor().newInstance();
            converter.configure(configs, isKey);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(CONVERTER, name, "is no converter of this worker: " + e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        return converted(topic, () -> converter.fromConnectData(topic, schema, value));
    }

    @Override
    public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
        return converted(topic, () -> converter.fromConnectData(topic, headers, schema, value));
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        return converted(topic, () -> converter.toConnectData(topic, value));
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte[] value) {
        return converted(topic, () -> converter.toConnectData(topic, headers, value));
    }

    @Override
    public void close() throws IOException {
        if (converter != null) {
            converter.close();
        }
    }

    private <T> T converted(String topic, Supplier<T> conversion) {
        T result;
        try {
            result = conversion.get();
        } catch (RuntimeException e) {
            String cause = passing(e);
            if (cause == null) {
                throw e;
            }
            logSeldom(topic, cause);
            throw new RetriableException("the schema registry does not answer: " + cause, e);
        }
        if (away) {
            away = false;
            LOG.info("The schema registry answers again");
        }
        return result;
    }

    private void logSeldom(String topic, String cause) {
        long now = System.nanoTime();
        if (!away || now - loggedAt > LOG_EVERY.toNanos()) {
            LOG.warn("The schema registry does not answer, trying again with a record of {}: {}", topic, cause);
            loggedAt = now;
        }
        away = true;
    }

    /** What went wrong if it may pass by itself, else null. */
    private static String passing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || saysLater(cause)) {
                return cause.toString();
            }
        }
        return null;
    }

    /**
     * The class is that of Confluent's client, which Maven's central repository does not have: hence by name. Its
     * converter makes of an error code of three digits that begins with 5 an exception that has it in its text alone.
     */
    private static boolean saysLater(Throwable cause) {
        Matcher code = ERROR_CODE.matcher(String.valueOf(cause.getMessage()));
        if (code.find() && LATER.contains(Integer.valueOf(code.group(1)))) {
            return true;
        }
        if (!cause.getClass().getSimpleName().equals("RestClientException")) {
            return false;
        }
        try {
            return LATER.contains(cause.getClass().getMethod("getStatus").invoke(cause));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
