package io.isotherm.cli.command;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.export.RowFormat;
import io.isotherm.cli.export.WholeFile;
import io.isotherm.cli.query.NamedQuery;
import io.isotherm.cli.query.QueryArguments;
import io.isotherm.cli.query.QueryCatalog;
import io.isotherm.cli.query.QueryRun;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.source.ReplicationSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

@Command(
        name = "query",
        customSynopsis = {
            "isotherm query NAME [--PARAMETER VALUE]... [--database DATABASE] [--format FORMAT] [-o FILE [--overwrite]]",
            "isotherm query --list [--database DATABASE]"
        },
        description = {
            "Asks ClickHouse a named query, as a user who can only read.",
            "Queries are SQL files: demo/DATABASE/queries/*.sql, and yours in sql/queries/DATABASE/*.sql or"
                    + " sql/queries/*.sql.",
            "A parameter is {name:Type} in the SQL, and --name here; days may be called today and yesterday."
        })
public final class QueryCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Option(names = "--list", description = "Lists all queries with their parameters.")
    private boolean list;

    @Option(
            names = "--database",
            paramLabel = "DATABASE",
            description = "Whose queries; needed where two have the name. NAME may also be DATABASE.NAME.")
    private String database;

    @Option(names = "--format", defaultValue = "TABLE", description = "table (default), csv, parquet or json.")
    private RowFormat format;

    @Option(
            names = {"-o", "--output", "--out"},
            paramLabel = "FILE",
            description = "Default: - which is standard output; for parquet NAME.parquet in this folder.")
    private String output;

    @Option(names = "--overwrite", description = "Replaces the file if it is there.")
    private boolean overwrite;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        QueryArguments arguments = QueryArguments.parse(words);
        boolean hasName = arguments.name() != null;
        if (list == hasName || list && !arguments.values().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name one query, or say --list alone");
        }
        Settings settings = Settings.load();
        Collection<String> sources = ReplicationSetup.readTables(settings).databases();
        QueryCatalog catalog = new QueryCatalog(settings.root(), sources);
        if (list) {
            printAll(catalog.all(database));
            return 0;
        }
        NamedQuery query = catalog.find(arguments.name(), database);
        query.requireOptionsBeside(spec.optionsMap().keySet());
        Map<String, String> values = query.bind(arguments.values(), LocalDate.now(ZoneOffset.UTC));
        write(query, new QueryRun(new Connections(settings), query, sources, values, format));
        return 0;
    }

    private void printAll(List<NamedQuery> queries) {
        List<List<String>> rows = new ArrayList<>();
        for (NamedQuery query : queries) {
            rows.add(List.of(query.name(), query.options(), query.summary()));
        }
        Terminal.printTable(spec.commandLine().getOut(), List.of("query", "parameters", "tells"), rows);
    }

    private void write(NamedQuery query, QueryRun run) throws IOException, InterruptedException {
        String target = output != null
                ? output
                : format == RowFormat.PARQUET ? query.name() + "." + format.extension() : STANDARD_OUTPUT;
        if (STANDARD_OUTPUT.equals(target)) {
            run.writeTo(Terminal.standardOutput());
            return;
        }
        long bytes = WholeFile.named(Path.of(target), overwrite).write(run::writeTo);
        spec.commandLine().getErr().println(String.format(Locale.ROOT, "%s: %,d bytes", target, bytes));
    }
}
