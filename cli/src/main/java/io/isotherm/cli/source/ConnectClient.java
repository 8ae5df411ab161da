package io.isotherm.cli.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.waiting.Meanwhile;
import io.isotherm.cli.waiting.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The connectors of a Kafka Connect worker, through its REST API. */
public final class ConnectClient {
    /** While connector and task stay in one state, or the workers of Connect have yet to agree who does what. */
    private static final Duration RUNS_WITHIN = Duration.ofMinutes(5);

    /** Nothing fails if it takes longer: the old failure is then reported once more. */
    private static final Duration FORGETS_WITHIN = Duration.ofSeconds(10);

    private static final int NOT_FOUND = 404;
    private static final int REBALANCING = 409;
    public static final String RUNNING = "RUNNING";
    public static final String PAUSED = "PAUSED";
    public static final String FAILED = "FAILED";
    private static final String STOPPED = "STOPPED";
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Connections connections;
    private final Rest rest;

    /** Connectors that were stopped here and are to run again. */
    private final Map<String, Meanwhile> stopped = new HashMap<>();

    public ConnectClient(Connections connections) {
        this.connections = connections;
        this.rest =
                new Rest(connections.http(), "connect", connections.settings().url(Setting.CONNECT_PORT));
    }

    /** The configuration of a connector as Connect keeps it, its name included. */
    Optional<JsonNode> config(String connector) {
        return ifThere(rest.get(path(connector, "config")), "the connector " + connector);
    }

    /**
     * Creates or changes a connector. One that is there is stopped for that, and {@link #start} starts it: while its
     * task ran, nothing would tell that from the one with the new configuration.
     */
    void put(String connector, ObjectNode config) {
        if (config(connector).isPresent()) {
            stopForAWhile(connector);
        }
        send("the connector " + connector, () -> rest.put(path(connector, "config"), config));
    }

    /**
     * Changes the offsets of a connector, which is stopped for that; {@link #start} starts it. Ctrl-C in between starts
     * it, too: nobody would miss its changes before the log of the source fills a disk.
     */
    void changeOffsets(String connector, Consumer<JsonNode> change) {
        try {
            stopForAWhile(connector);
            JsonNode offsets = offsets(connector);
            change.accept(offsets);
            if (!offsets.path("offsets").isEmpty()) {
                send("the offsets of " + connector, () -> rest.patch(path(connector, "offsets"), offsets));
            }
        } catch (CliException e) {
            start(connector);
            throw e;
        }
    }

    /** Returns when it reads nothing any more. {@link #start} starts it, and so does Ctrl-C in between. */
    void stopForAWhile(String connector) {
        stopped.computeIfAbsent(connector, name -> Meanwhile.endedBy(() -> resume(name)));
        stop(connector);
        // what Connect tells of another worker may be late: its task would pass changes, and write offsets at its end
        config(connector)
                .map(config -> config.path("database.dbname").asText())
                .ifPresent(database -> new SourceSlot(connections, database).awaitLeft());
    }

    private void stop(String connector) {
        send("the stop of " + connector, () -> rest.put(path(connector, "stop"), NOTHING));
        if (!Polling.whileProgressing(RUNS_WITHIN, () -> state(connector), () -> hasStopped(connector))) {
            throw CliException.failed("connector " + connector + " does not stop", "see ./isotherm logs connect");
        }
    }

    /** Connect calls it stopped before its task is, which goes on sending and writes offsets at its end. */
    private boolean hasStopped(String connector) {
        JsonNode status = status(connector).orElse(NOTHING);
        return status.path("connector").path("state").asText().equals(STOPPED)
                && !status.path("tasks").findValuesAsText("state").contains(RUNNING);
    }

    /** Ends a connector and forgets how far it was. May be repeated after an interruption. */
    void delete(String connector) {
        stop(connector);
        send("the offsets of " + connector, () -> rest.delete(path(connector, "offsets")));
        send("the end of " + connector, () -> rest.delete("/connectors/" + connector));
    }

    /** How far a connector is, as Connect keeps it. */
    JsonNode offsets(String connector) {
        return send("the offsets of " + connector, () -> rest.get(path(connector, "offsets")))
                .json();
    }

    /** Starts what was stopped, paused or has failed; leaves alone what runs. */
    void start(String connector) {
        // not asked for its state first: it is none of these for a moment after its configuration or its offsets have
        // changed
        resume(connector);
        Meanwhile isStopped = stopped.remove(connector);
        if (isStopped != null) {
            isStopped.close();
        }
        restartFailed(connector);
    }

    private void resume(String connector) {
        send("the start of " + connector, () -> rest.put(path(connector, "resume"), NOTHING));
    }

    /** What the connector is still to read. */
    public SnapshotState snapshot(String connector) {
        return SnapshotState.of(offsets(connector));
    }

    private Rest.Answer send(String what, Supplier<Rest.Answer> request) {
        Rest.Answer[] answer = new Rest.Answer[1];
        Polling.until(RUNS_WITHIN, () -> {
            answer[0] = request.get();
            return !isRebalancing(answer[0]);
        });
        return rest.expectSuccess(answer[0], what);
    }

    /** Some requests are told so by status 500. */
    private static boolean isRebalancing(Rest.Answer answer) {
        return answer.status() == REBALANCING
                || !answer.succeeded() && answer.body().contains("a rebalance is expected");
    }

    private static String path(String connector, String part) {
        return "/connectors/" + connector + "/" + part;
    }

    /**
     * Gives a connector or task that had failed another chance; an unchanged configuration does not. Returns when the
     * old failure is no longer reported.
     */
    private void restartFailed(String connector) {
        if (!state(connector).startsWith(FAILED)) {
            return;
        }
        send(
                "a restart of " + connector,
                () -> rest.post(path(connector, "restart?includeTasks=true&onlyFailed=true"), NOTHING));
        Polling.until(FORGETS_WITHIN, () -> !state(connector).startsWith(FAILED));
    }

    /** Ends a running connector and its task and starts them again; they go on where they were. */
    public void restart(String connector) {
        send("a restart of " + connector, () -> rest.post(path(connector, "restart?includeTasks=true"), NOTHING));
    }

    /** @throws CliException with Connect's reason if connector or task failed or take too long */
    void awaitRunning(String connector) {
        String[] state = {""};
        boolean decided = Polling.whileProgressing(RUNS_WITHIN, () -> state(connector), () -> {
            state[0] = state(connector);
            return state[0].equals(RUNNING) || state[0].startsWith(FAILED);
        });
        if (!decided || !state[0].equals(RUNNING)) {
            throw doesNotRun(connector, state[0]);
        }
    }

    private static CliException doesNotRun(String connector, String state) {
        return CliException.failed("connector " + connector + " does not run: " + state, "see ./isotherm logs connect");
    }

    /**
     * Has Connect check a configuration that is not in use yet.
     *
     * @throws CliException with everything that is wrong. A connector that cannot even say what is wrong makes Connect
     *     fail with status 500, and its log has the cause
     */
    void validate(String connector, ObjectNode config) {
        ObjectNode named = config.deepCopy().put("name", connector);
        String type = config.path("connector.class").asText();
        Rest.Answer answer = rest.put("/connector-plugins/" + type + "/config/validate", named);
        List<String> errors = new ArrayList<>();
        for (JsonNode setting : rest.expectSuccess(answer, "the check of connector " + connector)
                .json()
                .path("configs")) {
            JsonNode value = setting.path("value");
            value.path("errors").forEach(error -> errors.add(value.path("name").asText() + ": " + error.asText()));
        }
        if (!errors.isEmpty()) {
            throw CliException.cannotRun(
                    "Connect refuses the configuration of " + connector + ": " + String.join("; ", errors),
                    "correct tables.yaml or the connector's file in kafka-docker/connectors; nothing was changed");
        }
    }

    /** The {@link #state} of every connector that the worker has. */
    public SortedMap<String, String> states() {
        SortedMap<String, String> states = new TreeMap<>();
        names().forEach(name -> states.put(name, state(name)));
        return states;
    }

    /** Every connector that the worker has. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        rest.getJson("/connectors").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** @throws CliException with its cause if the connector has failed: it does not go on by itself */
    void requireNotFailed(String connector) {
        String state = state(connector);
        if (state.startsWith(FAILED)) {
            throw CliException.failed(
                    "connector " + connector + " is " + state, "see ./isotherm logs connect, then ./isotherm apply");
        }
    }

    /** {@code RUNNING}, {@code FAILED: reason} or another state of the connector or its task. */
    public String state(String connector) {
        JsonNode status = status(connector).orElse(NOTHING);
        JsonNode[] parts = {status.path("connector"), status.path("tasks").path(0)};
        // a connector that is being started is UNASSIGNED for a moment, beside a task that failed before
        for (JsonNode part : parts) {
            if (part.path("state").asText().equals(FAILED)) {
                return FAILED + ": "
                        + ConnectorFailure.describe(part.path("trace").asText());
            }
        }
        for (JsonNode part : parts) {
            String state = part.path("state").asText("UNASSIGNED");
            if (!state.equals(RUNNING)) {
                return state;
            }
        }
        return RUNNING;
    }

    private Optional<JsonNode> status(String connector) {
        return ifThere(rest.get(path(connector, "status")), "the status of " + connector);
    }

    private Optional<JsonNode> ifThere(Rest.Answer answer, String what) {
        return answer.status() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(rest.expectSuccess(answer, what).json());
    }
}
