package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TableCatalog.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstLookTest {
    private final Map<Name, ExistingTable> tables = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final FirstLook look = new FirstLook(new Server(), List.of("hot", "bronze"));

    private final class Server implements TableCatalog {
        @Override
        public Map<Name, ExistingTable> read(Collection<Name> names) {
            Map<Name, ExistingTable> found = new HashMap<>(tables);
            found.keySet().retainAll(names);
            names.forEach(name -> asked.add(name.database() + '.' + name.table()));
            return found;
        }

        @Override
        public Map<Name, ExistingTable> readAll(Collection<String> databases) {
            asked.add("all of " + databases);
            return Map.copyOf(tables);
        }

        @Override
        public void execute(String ddl) {
            tables.put(new Name("hot", "made"), table("made"));
        }
    }

    private static ExistingTable table(String comment) {
        return new ExistingTable("ReplacingMergeTree", "id", "", comment, List.of());
    }

    @Test
    void asksOnceForAllTables() {
        tables.put(new Name("hot", "a"), table("1"));
        tables.put(new Name("bronze", "a"), table("2"));

        assertThat(look.read("hot", "a")).contains(table("1"));
        assertThat(look.read("bronze", "a")).contains(table("2"));
        assertThat(look.read("hot", "a")).contains(table("1"));
        assertThat(asked).containsExactly("all of [hot, bronze]");
    }

    @Test
    void asksOnlyForThoseOfSeveralThatWereNotThere() {
        tables.put(new Name("hot", "a"), table("1"));
        look.read("hot", "a");
        tables.put(new Name("cold", "a"), table("2"));

        Name hot = new Name("hot", "a");
        Name cold = new Name("cold", "a");
        assertThat(look.read(List.of(hot, cold, new Name("bronze", "a"))))
                .containsOnly(Map.entry(hot, table("1")), Map.entry(cold, table("2")));
        assertThat(asked).containsExactly("all of [hot, bronze]", "cold.a", "bronze.a");
    }

    @Test
    void looksAgainForATableThatWasNotThere() {
        assertThat(look.read("hot", "new")).isEmpty();
        tables.put(new Name("hot", "new"), table("made by another"));

        assertThat(look.read("hot", "new")).contains(table("made by another"));
    }

    @Test
    void readsAfreshWhatMayHaveChanged() {
        tables.put(new Name("hot", "a"), table("old"));
        look.read("hot", "a");
        tables.put(new Name("hot", "a"), table("new"));
        assertThat(look.read("hot", "a")).contains(table("old"));

        look.distrust();

        assertThat(look.read("hot", "a")).contains(table("new"));
    }

    @Test
    void readsOneTableAfreshAndGoesOnWithTheOthers() {
        Name a = new Name("hot", "a");
        tables.put(a, table("old"));
        tables.put(new Name("hot", "b"), table("b"));
        assertThat(look.distrust(a)).isFalse();
        look.read("hot", "a");
        tables.remove(a);

        assertThat(look.distrust(a)).isTrue();
        assertThat(look.distrust(a)).isFalse();
        assertThat(look.read("hot", "a")).isEmpty();
        assertThat(look.read("hot", "b")).contains(table("b"));
        assertThat(asked).containsExactly("all of [hot, bronze]", "hot.a");
    }

    @Test
    void isOverOnceSomethingIsChangedThroughIt() {
        tables.put(new Name("hot", "a"), table("old"));
        look.read("hot", "a");
        tables.put(new Name("hot", "a"), table("new"));

        look.execute("CREATE TABLE hot.made");

        assertThat(look.read("hot", "a")).contains(table("new"));
        assertThat(look.read("hot", "made")).contains(table("made"));
    }
}
