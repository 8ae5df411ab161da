package io.isotherm.cli.load;

import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.load.LoadedTables.Hot;
import io.isotherm.cli.load.LoadedTables.Mark;
import io.isotherm.cli.source.ConnectClient;
import io.isotherm.cli.source.PostgresSource;
import io.isotherm.cli.source.SnapshotState;
import io.isotherm.cli.source.TableTrouble;
import io.isotherm.cli.source.TableTroubles;
import io.isotherm.job.config.PipelineNames;
import io.isotherm.job.config.TablesConfig;
import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The state of every replicated table of a source, as it is known. Compares nothing. */
public final class TableLoads {
    private final Connections connections;
    private final String database;
    private final TablesConfig config;
    private final SourceRelations relations;
    private final LoadedTables marks;

    public TableLoads(Connections connections, String database, TablesConfig config) {
        this.connections = connections;
        this.database = database;
        this.config = config;
        this.relations = new SourceRelations(connections, database);
        this.marks = new LoadedTables(connections);
    }

    /** In the order of the tables' names; those that are in trouble come last. */
    public List<TableLoad> states() {
        Map<TableId, List<TableTrouble>> troubles =
                new TableTroubles(new PostgresSource(connections, database).troubles(config)).byTable();
        List<TableLoad> states = new ArrayList<>(published());
        states.removeIf(load -> troubles.containsKey(load.table()));
        troubles.forEach((table, all) -> states.add(inTrouble(table, all)));
        return states;
    }

    private static TableLoad inTrouble(TableId table, List<TableTrouble> troubles) {
        String because = joined(troubles, TableTrouble::sentence, ", ");
        String remedy = joined(troubles, TableTrouble::remedy, "; ");
        return troubles.stream().allMatch(TableTrouble::runsOn)
                ? TableLoad.incomplete(table, because + ": " + troubles.get(0).effect(), remedy)
                : TableLoad.leftOut(table, because, remedy);
    }

    private static String joined(List<TableTrouble> troubles, Function<TableTrouble, String> what, String by) {
        return troubles.stream().map(what).distinct().collect(Collectors.joining(by));
    }

    private List<TableLoad> published() {
        Map<String, Mark> known = marks.marks();
        Map<String, Hot> hot = marks.hot();
        List<TableLoad> states = new ArrayList<>();
        SnapshotState reading = null;
        for (SourceRelation source : relations.published(config)) {
            String target = source.id().targetName();
            Hot stored = hot.getOrDefault(target, Hot.NONE);
            Mark mark = known.get(target);
            if (mark != null && mark.holds(source, stored)) {
                states.add(
                        mark.state().equals(LoadedTables.LOADED)
                                ? TableLoad.loaded(source.id())
                                : TableLoad.incomplete(
                                        source.id(), mark.reason(), "./isotherm wait compares the table again"));
            } else {
                reading = reading == null ? reading() : reading;
                states.add(open(source, stored, mark, reading));
            }
        }
        return states;
    }

    private static TableLoad open(SourceRelation source, Hot stored, Mark mark, SnapshotState reading) {
        if (reading.reads(source.id())) {
            return TableLoad.loading(source.id(), progress(source, stored));
        }
        return mark != null && mark.isOf(source, stored)
                ? TableLoad.doubtful(source.id())
                : TableLoad.loading(source.id(), "it was not compared with Postgres yet (./isotherm wait compares it)");
    }

    private SnapshotState reading() {
        try {
            return new ConnectClient(connections).snapshot(PipelineNames.connector(database));
        } catch (CliException unknown) {
            return SnapshotState.NOTHING;
        }
    }

    static String progress(SourceRelation source, Hot stored) {
        return Verdict.number(stored.storedRows()) + " of about " + Verdict.number(source.about()) + " rows are here";
    }

    /** Tables that are not known to be loaded, those found incomplete included. */
    List<SourceRelation> open() {
        Map<String, Mark> known = marks.marks();
        Map<String, Hot> hot = marks.hot();
        return relations.published(config).stream()
                .filter(source -> {
                    Mark mark = known.get(source.id().targetName());
                    Hot stored = hot.getOrDefault(source.id().targetName(), Hot.NONE);
                    return mark == null
                            || !mark.holds(source, stored)
                            || !mark.state().equals(LoadedTables.LOADED);
                })
                .toList();
    }

    /** These are compared again, once they were read: to be called before anybody is asked to read them. */
    public static void forget(Connections connections, Collection<TableId> tables) {
        tables.forEach(new LoadedTables(connections)::forget);
    }
}
