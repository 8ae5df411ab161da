package io.isotherm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.pipeline.TableOverview.Row;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusTablesTest {
    private static final Row INCOMPLETE = table("shop_slow", "incomplete", "3 of 5 rows are there");

    @Test
    void showsAllTablesThatAScreenHasRoomFor() {
        assertThat(shown(tables(39)))
                .contains("shop_0 ", "shop_38 ", "shop_slow is incomplete")
                .doesNotContain("more");
    }

    @Test
    void showsOfManyTablesThoseThatSomethingIsWrongWith() {
        assertThat(shown(tables(370)))
                .contains("shop_slow is incomplete, because 3 of 5 rows are there")
                .contains("370 more tables, nothing is wrong with them: ./isotherm status --tables lists all")
                .doesNotContain("shop_1");
    }

    private static List<Row> tables(int fine) {
        return Stream.concat(
                        IntStream.range(0, fine).mapToObj(n -> table("shop_" + n, "loaded", null)),
                        Stream.of(INCOMPLETE))
                .toList();
    }

    private static Row table(String name, String state, String because) {
        return new Row(name, "shop", state, because, null, 0, 0, "", "", 0L, null);
    }

    private static String shown(List<Row> tables) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new StatusTables(out).some(tables);
        out.flush();
        return text.toString();
    }
}
