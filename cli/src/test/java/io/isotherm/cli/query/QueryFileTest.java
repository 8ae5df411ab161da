package io.isotherm.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryFileTest {
    private static final LocalDate TODAY = LocalDate.of(2025, 3, 1);

    @TempDir
    private Path folder;

    @Test
    void theHeadDescribesWhatTheSqlNeeds() throws IOException {
        NamedQuery query = read("""
                -- Loaves by baker, the
                -- most first. Burnt ones too.
                -- Grain: one row per baker.
                -- Parameter baked_on (default yesterday): the UTC day,
                -- from midnight.
                -- Parameter least: how many (default of the house: 3).
                SELECT {least:UInt32} WHERE day = { baked_on : Date } AND {least:UInt32} > 1
                """);

        assertThat(query.summary()).isEqualTo("Loaves by baker, the most first.");
        assertThat(query.description()).isEqualTo("Loaves by baker, the most first. Burnt ones too.");
        assertThat(query.parameters())
                .containsExactly(
                        new QueryParameter("least", "UInt32", null, "how many (default of the house: 3)."),
                        new QueryParameter("baked_on", "Date", "yesterday", "the UTC day, from midnight."));
        assertThat(query.options()).isEqualTo("--least ? --baked-on yesterday");
    }

    @Test
    void aQueryWithoutAHeadIsOne() throws IOException {
        NamedQuery query = read("SELECT {x:Array(DateTime64(6, 'UTC'))}");

        assertThat(query.description()).isEmpty();
        assertThat(query.parameters())
                .containsExactly(new QueryParameter("x", "Array(DateTime64(6, 'UTC'))", null, ""));
        assertThat(read("-- Grain: one row.\nSELECT 1").description()).isEmpty();
    }

    @Test
    void bracesInTextsNamesAndCommentsAreNoParameters() throws IOException {
        assertThat(read("""
                SELECT '{a:Int8} it''s \\' {b:Int8}', `{c:Int8}`, "{d:Int8}" -- {e:Int8}
                /* {f:Int8} */ FROM t WHERE '' = {g:String}
                """).parameters()).extracting(QueryParameter::name).containsExactly("g");
    }

    @Test
    void aHeadThatSpeaksOfAnotherParameterIsRefused() {
        assertRefused(() -> read("-- Text.\n-- Parameter dya (default today): the day.\nSELECT {day:Date}"))
                .hasMessageContaining("bread.sql has no parameter dya")
                .hasMessageContaining("did you mean 'day'?");
    }

    @Test
    void valuesAreBoundByName() throws IOException {
        NamedQuery query = read("""
                -- Parameter from (default yesterday): the first day.
                -- Parameter name (default today): whose.
                SELECT {from:Date}, {name:String}, {to_day:Nullable(Date32)}
                """);

        assertThat(query.bind(Map.of("--to-day", "today"), TODAY))
                .isEqualTo(Map.of("from", "2025-02-28", "name", "today", "to_day", "2025-03-01"));
        assertRefused(() -> query.bind(Map.of("--form", "2025-01-01"), TODAY))
                .hasMessageContaining("there is no option --form; did you mean '--from'?")
                .hasMessageContaining("--to-day is missing")
                .extracting(failure -> ((CliException) failure).remedy())
                .asString()
                .contains("--from (default yesterday): the first day.", "--to-day");
    }

    @Test
    void aParameterMayBeLeftOut() throws IOException {
        NamedQuery query = read("""
                -- Parameter day (default none): the day, or all.
                -- Parameter name (default none): whose.
                SELECT {day:Nullable(Date)}, {name:String}
                """);

        assertThat(query.bind(Map.of(), TODAY)).isEqualTo(Map.of("day", "\\N", "name", "none"));
        assertThat(query.bind(Map.of("--day", "today"), TODAY)).containsEntry("day", "2025-03-01");
    }

    @Test
    void aDayIsOneOfTheCalendar() throws IOException {
        NamedQuery query = read("SELECT {day:Date}, {at:DateTime}");

        assertRefused(() -> query.bind(Map.of("--day", "2025-02-30", "--at", "2025-02-30"), TODAY))
                .hasMessage("query bakery.bread: --day is '2025-02-30', expected a day such as 2026-01-31, or today, or"
                        + " yesterday");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "String, a\\b, a\\\\b",
                "LowCardinality(String), O'Brien; DROP TABLE x, O'Brien; DROP TABLE x",
                "Int32, -5, -5",
                "`Array(String)`, `['a\\\\b', 'c']`, `['a\\\\b', 'c']`",
                "DateTime, today, today"
            })
    void valuesAreWrittenAsClickHouseReadsThem(String type, String value, String encoded) {
        assertThat(new QueryParameter("x", type, null, "").encoded(value, TODAY))
                .isEqualTo(encoded);
    }

    @Test
    void linesOfAValueStayOneValue() {
        assertThat(new QueryParameter("x", "String", null, "").encoded("a\tb\r\nc", TODAY))
                .isEqualTo("a\\tb\\r\\nc");
    }

    @Test
    void aParameterMayNotHideAnOptionOfTheCommand() throws IOException {
        NamedQuery query = read("SELECT {format:String}");

        assertRefused(() -> query.requireOptionsBeside(Set.of("--format")))
                .hasMessageContaining("bread.sql")
                .hasMessageContaining("--format");
        query.requireOptionsBeside(Set.of("--list"));
    }

    private NamedQuery read(String sql) throws IOException {
        return QueryFile.read("bakery.bread", "bakery", Files.writeString(folder.resolve("bread.sql"), sql));
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(CliException.class);
    }
}
