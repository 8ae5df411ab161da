package io.isotherm.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.NoteFile;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.ServiceEndpoints;
import io.isotherm.job.config.JobConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that belong to a submitted job: its configuration, the tables it was given, its last savepoint. */
public final class JobFiles {
    /** Its output is YAML too, and is quoted right. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Settings settings;

    public JobFiles(Settings settings) {
        this.settings = settings;
    }

    /** The newest shaded jar of the build. */
    Path jar() {
        Path folder = settings.root().resolve("flink-job/target");
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().matches("isotherm-job-.*\\.jar"))
                    .max((left, right) -> Long.compare(
                            left.toFile().lastModified(), right.toFile().lastModified()))
                    .orElseThrow(() -> CliException.cannotRun(
                            "there is no job jar in " + folder, "build it: mvn -DskipTests package"));
        } catch (IOException e) {
            throw CliException.cannotRun("cannot list " + folder + ": " + Cause.of(e), "check its owner", e);
        }
    }

    /**
     * Writes the configuration that the job is submitted with; the password stays in its own file.
     *
     * @return its path as the cluster names it
     * @param environment its {@code ISOTHERM_...} variables for the job's settings win, as they do with
     *     {@code flink run}
     */
    String writeConfig(ServiceEndpoints endpoints, Map<String, String> environment) {
        return writeConfig(endpoints, environment, editedTables());
    }

    /** The same with the tables that an earlier job was submitted with. */
    String writeConfig(ServiceEndpoints endpoints, Map<String, String> environment, String tables) {
        try {
            Files.writeString(submittedFile(), tables);
        } catch (IOException e) {
            throw CliException.failed(
                    "cannot write " + submittedFile() + ": " + Cause.of(e), "check the folder's owner", e);
        }
        return write(endpoints, environment, "job.yaml", endpoints.shared().write("tables.yaml", tables));
    }

    /** The configuration as it would be submitted now, for a look at it beforehand. */
    Path writeCheckedConfig(ServiceEndpoints fromHere, Map<String, String> environment) {
        return Path.of(write(
                fromHere, environment, "job.checked.yaml", settings.tablesFile().toString()));
    }

    private String write(ServiceEndpoints endpoints, Map<String, String> environment, String name, String tablesFile) {
        Map<String, String> values = new TreeMap<>();
        values.put("kafka.bootstrap", endpoints.kafkaBootstrap());
        values.put("schema-registry.url", endpoints.schemaRegistryUrl());
        values.put("clickhouse.url", endpoints.clickhouseUrl());
        values.put("clickhouse.password-file", endpoints.secretsFolder() + "/clickhouse_cdc_writer_password");
        values.put("tables", tablesFile);
        for (String key : JobConfigLoader.keys()) {
            String wanted = environment.get(JobConfigLoader.variable(key));
            if (wanted != null && !key.equals("clickhouse.password")) {
                values.put(key, wanted);
            }
        }
        try {
            return endpoints.shared().write(name, JSON.writeValueAsString(values) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("texts cannot be written as JSON", e);
        }
    }

    private String editedTables() {
        try {
            return Files.readString(settings.tablesFile());
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + settings.tablesFile() + ": " + Cause.of(e), "restore it", e);
        }
    }

    /** The tables that the last job was submitted with. */
    public Optional<String> submittedTables() {
        try {
            return Files.exists(submittedFile()) ? Optional.of(Files.readString(submittedFile())) : Optional.empty();
        } catch (IOException e) {
            throw CliException.failed("cannot read " + submittedFile() + ": " + Cause.of(e), "check its owner", e);
        }
    }

    /** A copy, which tells later whether the file was edited. */
    private Path submittedFile() {
        return settings.runFolder().resolve("tables.yaml");
    }

    /** Keeps the jar of a job that runs: the next build replaces it, and may be worse. */
    void keepJar(Path jar) {
        try {
            Path draft = settings.runFolder().resolve("job.jar.new");
            Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, keptJar(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CliException.failed(
                    "cannot copy " + jar + " to " + keptJar() + ": " + Cause.of(e), "check free space", e);
        }
    }

    /** The jar of the job that ran last, else the built one. */
    Path runningJar() {
        return Files.exists(keptJar()) ? keptJar() : jar();
    }

    private Path keptJar() {
        return settings.runFolder().resolve("job.jar");
    }

    /** Whether {@code tables.yaml} was edited after the job was submitted. */
    public boolean tablesChanged() {
        return submittedTables().filter(text -> !text.equals(editedTables())).isPresent();
    }

    /** Where a stopped job goes on; empty if it was not stopped with a savepoint. */
    Optional<String> savepoint() {
        return savepointFile().text();
    }

    void rememberSavepoint(String location) {
        savepointFile().write(location, "it is at " + location);
    }

    /** A savepoint that was started from is older than the job's own checkpoints. */
    void forgetSavepoint() {
        savepointFile().delete();
    }

    /** Whether the job was submitted and not ended by a command since: then it is to run. */
    boolean isWanted() {
        return wantedFile().exists();
    }

    /** Whether the next start has a state to begin with: a savepoint, or what a job had when it ended by itself. */
    public boolean goesOn() {
        return isWanted() || savepoint().isPresent();
    }

    void forgetWhereItWas() {
        forgetSavepoint();
        forgetWanted();
    }

    boolean wasSubmitted() {
        return Files.exists(settings.runFolder().resolve("job.yaml"));
    }

    void rememberWanted() {
        wantedFile().write("");
    }

    void forgetWanted() {
        wantedFile().delete();
    }

    /** A stop that was begun, and of which no command has seen the end. */
    record Stop(String job, String trigger) {}

    Optional<Stop> stop() {
        return stopFile().text().map(text -> text.split(" ")).map(words -> new Stop(words[0], words[1]));
    }

    void rememberStop(Stop stop) {
        stopFile().write(stop.job() + " " + stop.trigger());
    }

    void forgetStop() {
        stopFile().delete();
    }

    /** Topics of tables for which a command has stopped the job, and has not started it again. */
    public Set<String> replaced() {
        return replacedFile().text().map(text -> Set.of(text.split("\n"))).orElse(Set.of());
    }

    public void rememberReplaced(Set<String> topics) {
        replacedFile().write(String.join("\n", topics));
    }

    public void forgetReplaced() {
        replacedFile().delete();
    }

    private NoteFile replacedFile() {
        return note("job.replaced");
    }

    private NoteFile stopFile() {
        return note("job.stop");
    }

    private NoteFile wantedFile() {
        return note("job.wanted");
    }

    private NoteFile savepointFile() {
        return note("job.savepoint");
    }

    private NoteFile note(String name) {
        return new NoteFile(settings.runFolder().resolve(name));
    }
}
