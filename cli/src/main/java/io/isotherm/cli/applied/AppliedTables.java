package io.isotherm.cli.applied;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.isotherm.cli.applied.AppliedSettings.HotTable;
import io.isotherm.cli.applied.AppliedSettings.Source;
import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.SharedFolder;
import io.isotherm.job.config.ConfigException;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes what Airflow and the archive know of {@code tables.yaml}, and reads it. It holds what was applied, not what
 * was edited since: the daily run goes by the settings that the job goes by.
 */
public final class AppliedTables {
    static final String FILE = "applied-tables.json";

    /** Of the edited file, for whoever asks for the state of things. */
    public static final String OUTDATED =
            "tables.yaml was edited since it was applied; job and daily run go by what was applied";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private static final ObjectMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final SharedFolder folder;

    public AppliedTables(SharedFolder folder) {
        this.folder = folder;
    }

    /**
     * Replaces the document. A table that the source does not have any more stays in it as long as the settings
     * replicate it: hot may hold days of it that are still to be archived.
     *
     * @param tablesYaml the text that job and connector go by
     * @param sourceTables tells all tables of a source with their columns of type {@code bytea}; nothing if it cannot
     *     be asked, and then those known stay
     */
    public void write(String tablesYaml, Function<String, Optional<Map<TableId, Set<String>>>> sourceTables) {
        TablesConfig config = parse(tablesYaml);
        Optional<AppliedSettings> before = readable();
        Map<String, Source> sources = new LinkedHashMap<>();
        for (String database : config.databases()) {
            Optional<Map<TableId, Set<String>>> known = before.flatMap(document -> document.tables(database));
            Optional<Map<TableId, Set<String>>> tables = union(sourceTables.apply(database), known);
            sources.put(database, AppliedSettings.source(config, database, PipelineNames.slot(database), tables));
        }
        AppliedSettings document = AppliedSettings.of(sha256(tablesYaml), PipelineNames.CONSUMER_GROUP, sources);
        try {
            folder.write(FILE, JSON.writeValueAsString(document) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("texts and numbers cannot be written as JSON", e);
        }
    }

    boolean isMissing() {
        return !Files.exists(file());
    }

    static TablesConfig parse(String tablesYaml) {
        try {
            return TablesConfig.parse("tables.yaml", tablesYaml);
        } catch (ConfigException e) {
            throw CliException.cannotRun(e.getMessage(), "correct it, then ./isotherm apply", e);
        }
    }

    private static Optional<Map<TableId, Set<String>>> union(
            Optional<Map<TableId, Set<String>>> now, Optional<Map<TableId, Set<String>>> before) {
        Map<TableId, Set<String>> tables = new LinkedHashMap<>();
        before.ifPresent(tables::putAll);
        now.ifPresent(tables::putAll);
        return now.isEmpty() && before.isEmpty() ? Optional.empty() : Optional.of(tables);
    }

    /** Whether {@code tables.yaml} was edited since it was applied; not if nothing was applied yet. */
    public boolean isOutdated(Settings settings) {
        try {
            String edited = sha256(Files.readString(settings.tablesFile()));
            return read().filter(document -> !document.tablesYamlSha256().equals(edited))
                    .isPresent();
        } catch (IOException e) {
            throw CliException.cannotRun("cannot read " + settings.tablesFile() + ": " + Cause.of(e), "restore it", e);
        }
    }

    /**
     * The hot tables that an operator means.
     *
     * @param name such as {@code orders}, {@code sales.orders}, or by its hot name
     * @throws CliException if none of that name is archived
     */
    public List<String> archivedTables(String name) {
        List<String> found = read().map(document -> document.called(name)).orElse(List.of()).stream()
                .filter(HotTable::archived)
                .map(HotTable::name)
                .toList();
        if (found.isEmpty()) {
            throw CliException.cannotRun(
                    "there is no table '" + name + "' that is archived",
                    "tables.yaml says which are: those with partition_by and histories, unless they say archive: none."
                            + " ./isotherm apply makes a change of it known");
        }
        return found;
    }

    /** @return batch sources that have one of these hot tables; all of them if none is given */
    public List<String> batchSources(List<String> hotTables) {
        return read().map(document -> document.batchSources(hotTables)).orElse(List.of());
    }

    /**
     * What silver is generated by, as {@code sql/macros/generated_silver.sql} takes it: every source with its tables,
     * in letters that every environment can carry. Empty if nothing was applied yet.
     */
    public Optional<String> forSilver() {
        return read().map(document -> {
            if (document.format() != AppliedSettings.FORMAT) {
                throw CliException.cannotRun(
                        file() + " is of another version", "./isotherm up, or ./isotherm apply, writes it again");
            }
            try {
                return ASCII.writeValueAsString(document.cleanRows());
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("texts can be written as JSON", e);
            }
        });
    }

    /**
     * Path of the document as services name it.
     *
     * @throws CliException if nothing was applied yet
     */
    public String path() {
        if (isMissing()) {
            throw CliException.cannotRun("tables.yaml was not applied yet", "apply it: ./isotherm apply");
        }
        return folder.there() + "/" + FILE;
    }

    /** Of one that is to be replaced: another version's, or a broken one, is as good as none. */
    private Optional<AppliedSettings> readable() {
        try {
            return read();
        } catch (CliException e) {
            return Optional.empty();
        }
    }

    private Optional<AppliedSettings> read() {
        if (isMissing()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file().toFile(), AppliedSettings.class));
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "cannot read " + file() + ": " + Cause.of(e),
                    "./isotherm up, or ./isotherm apply, writes it again",
                    e);
        }
    }

    private Path file() {
        return folder.here().resolve(FILE);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
