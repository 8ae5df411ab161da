package io.isotherm.job;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.NameClash;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.schema.RegistryRowShapes;
import io.isotherm.job.schema.SchemaException;
import io.isotherm.job.schema.SchemaRegistry;
import io.isotherm.job.sink.table.PartitionKeys;
import io.isotherm.job.table.RowShape;
import io.isotherm.job.table.ShapeRef;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, before the job is submitted, what would make it fail: servers that do not answer, missing privileges, and
 * hot tables that are partitioned otherwise. A table with a column type that is not mapped is named, and stops no other
 * one.
 */
public final class StartupCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartupCheck.class);
    private static final int TIMEOUT_MS = 60_000;

    private final JobConfig config;
    private final List<String> problems = new ArrayList<>();
    private final List<RowShape> shapes = new ArrayList<>();

    private StartupCheck(JobConfig config) {
        this.config = config;
    }

    /**
     * Also run by whoever is about to stop a job that is to start again.
     *
     * @throws ConfigException listing everything that was found
     */
    public static void run(JobConfig config) throws InterruptedException {
        StartupCheck check = new StartupCheck(config);
        check.checkTables(check.topics());
        check.checkClickHouse();
        if (!check.problems.isEmpty()) {
            throw new ConfigException("the job cannot be started", check.problems);
        }
    }

    private Set<String> topics() throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(config.kafka().properties());
        properties.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrap());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        Predicate<String> isReplicated = config.tables().topicPattern().asMatchPredicate();
        Set<String> topics = new TreeSet<>();
        try (Admin admin = Admin.create(properties)) {
            admin.listTopics().names().get().stream().filter(isReplicated).forEach(topics::add);
        } catch (ExecutionException e) {
            problems.add("Kafka at " + config.kafka().bootstrap() + " does not answer: "
                    + e.getCause().getMessage() + "; start it or correct kafka.bootstrap");
        }
        return topics;
    }

    private void checkTables(Set<String> topics) {
        NameClash.among(topics.stream().map(TableId::ofTopic).toList(), config.tables())
                .forEach(clash -> problems.add(clash.problem()));
        SchemaRegistry registry = new SchemaRegistry(config.registry());
        try {
            for (String topic : topics) {
                OptionalInt key = registry.latestId(topic + "-key");
                OptionalInt value = registry.latestId(topic + "-value");
                if (key.isPresent() && value.isPresent()) {
                    checkTable(registry, new ShapeRef(topic, key.getAsInt(), value.getAsInt()));
                }
            }
        } catch (IOException e) {
            problems.add("the schema registry at " + config.registry().url() + " does not answer: " + e.getMessage()
                    + "; start it or correct schema-registry.url");
        }
    }

    private void checkTable(SchemaRegistry registry, ShapeRef ref) {
        try {
            shapes.add(RegistryRowShapes.table(registry, config.tables(), ref).shape());
        } catch (SchemaException e) {
            // the trouble of this table alone: its changes go to the dead letters
            LOG.warn("{}", e.getMessage());
        }
    }

    private void checkClickHouse() {
        JobConfig.ClickHouse target = config.clickHouse();
        try (Client client = new Client.Builder()
                .addEndpoint(target.url())
                .setUsername(target.user())
                .setPassword(target.password().reveal())
                .setConnectTimeout(TIMEOUT_MS, ChronoUnit.MILLIS)
                .setMaxRetries(0)
                .build()) {
            List<GenericRecord> found = client.queryAll(
                    "SELECT name FROM system.databases WHERE name = {database:String}",
                    Map.of("database", target.database()));
            if (found.isEmpty()) {
                problems.add("ClickHouse at " + target.url() + " has no database '" + target.database()
                        + "' that user '" + target.user() + "' may see; create it and grant its rights");
            }
            checkPartitions(client, target.database());
        } catch (ClickHouseException e) {
            problems.add("ClickHouse at " + target.url() + " refuses user '" + target.user() + "' or does not answer: "
                    + e.getMessage() + "; check clickhouse.url, clickhouse.user and the password");
        }
    }

    /** The job would find out with the first row of each, and fail with all tables. */
    private void checkPartitions(Client client, String database) {
        Map<String, String> keys = new HashMap<>();
        for (GenericRecord table : client.queryAll(
                "SELECT name, partition_key FROM system.tables WHERE database = {database:String}",
                Map.of("database", database))) {
            keys.put(table.getString("name"), table.getString("partition_key"));
        }
        for (RowShape shape : shapes) {
            TableSettings settings = config.tables().settingsOf(shape.table()).orElse(TableSettings.DEFAULTS);
            String name = shape.table().targetName();
            if (keys.containsKey(name)) {
                PartitionKeys.problem(database + '.' + name, keys.get(name), shape, settings)
                        .ifPresent(problems::add);
            }
        }
    }
}
