package io.isotherm.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What silver and gold of a lakehouse hold, and which of their days were written again. */
final class StoredDays {
    private final Lakehouse lakehouse;

    StoredDays(Lakehouse lakehouse) {
        this.lakehouse = lakehouse;
    }

    /** A hash of the rows of each table of silver and gold. */
    Map<String, String> contents() throws IOException, InterruptedException {
        Map<String, String> hashes = new TreeMap<>();
        for (String table : lakehouse
                .query("SELECT concat(database, '.', name) FROM system.tables"
                        + " WHERE database IN ('silver', 'gold') AND engine = 'MergeTree'")
                .lines()
                .toList()) {
            hashes.put(table, lakehouse.query("SELECT count(), sum(sipHash64(tuple(*))) FROM " + table));
        }
        assertThat(hashes).isNotEmpty();
        return hashes;
    }

    /** What days of tables are stored in, by the day or, for several tables, table and day. */
    Map<String, String> parts(String table) throws IOException, InterruptedException {
        String name = table.equals("%") ? "concat(table, ' ', partition)" : "partition";
        Map<String, String> parts = new TreeMap<>();
        lakehouse
                .query("SELECT " + name
                        + " AS day, arraySort(groupArray(name)) FROM system.parts"
                        + " WHERE active AND database IN ('silver', 'gold') AND partition != 'tuple()' AND table LIKE '"
                        + table + "' GROUP BY day")
                .lines()
                .forEach(line -> parts.put(line.split("\t")[0], line));
        return parts;
    }

    static Set<String> differences(Map<String, String> before, Map<String, String> after) {
        Set<String> days = new TreeSet<>();
        for (Map<String, String> side : List.of(before, after)) {
            side.forEach((day, stored) -> {
                if (!stored.equals(before.get(day)) || !stored.equals(after.get(day))) {
                    days.add(day);
                }
            });
        }
        return days;
    }
}
