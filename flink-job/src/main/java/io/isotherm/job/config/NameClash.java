package io.isotherm.job.config;

import io.isotherm.job.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two tables of which one would have the name of the other, or of its views or its history, in ClickHouse.
 *
 * @param table whose name is taken
 * @param by the table that has the name, or that the view or the history belongs to
 */
public record NameClash(TableId table, TableId by, String problem) {

    /**
     * Tables that would be one table in ClickHouse, as {@code a_b.c} and {@code a.b_c}.
     *
     * @param tables in the order in which they are preferred
     */
    public static List<NameClash> twins(Collection<TableId> tables) {
        Map<String, TableId> first = new HashMap<>();
        List<NameClash> clashes = new ArrayList<>();
        for (TableId table : tables) {
            TableId other = first.putIfAbsent(table.targetName(), table);
            if (other != null) {
                clashes.add(new NameClash(
                        table,
                        other,
                        table + " and " + other + " would both be '" + table.targetName() + "' in ClickHouse"));
            }
        }
        return clashes;
    }

    /** @param replicated tables of all sources */
    public static List<NameClash> among(Collection<TableId> replicated, TablesConfig config) {
        Map<String, TableId> byName =
                replicated.stream().collect(Collectors.toMap(TableId::targetName, table -> table, (one, other) -> one));
        List<NameClash> clashes = new ArrayList<>();
        for (TableId owner : replicated) {
            TableId taken = byName.get(owner.byKeyName());
            if (taken != null) {
                clashes.add(new NameClash(
                        taken,
                        owner,
                        taken + " and the view of " + owner + " by key would both be '" + owner.byKeyName()
                                + "' in ClickHouse; rename the table or leave one of the two out"));
            }
            if (config.settingsOf(owner).filter(TableSettings::history).isPresent()) {
                for (String name : List.of(owner.historyName(), owner.asOfName())) {
                    if (byName.containsKey(name)) {
                        clashes.add(new NameClash(
                                byName.get(name),
                                owner,
                                byName.get(name) + " and the history of " + owner + " would both be '" + name
                                        + "' in ClickHouse; rename the one or take 'history: true' from the other"));
                    }
                }
            }
        }
        return clashes;
    }
}
