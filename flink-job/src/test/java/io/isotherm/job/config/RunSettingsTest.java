package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSettingsTest {
    @Test
    void aSourceMaySayWhenAndByWhomItsRunIsDone() {
        TablesConfig tables = parse("""
                sources:
                  shop: {schedule: 30m, start_date: 2026-11-02, catchup: false, owner: web, tables: [public.*]}
                  ads: {schedule: "15 2 * * MON-FRI", tables: [public.*]}
                  web: {tables: [public.*]}
                """);

        assertThat(tables.databases()).containsExactly("shop", "ads", "web");
        assertThat(tables.runsOf("shop"))
                .isEqualTo(new RunSettings(
                        new Schedule(null, Duration.ofMinutes(30)), null, LocalDate.of(2026, 11, 2), false, "web"));
        assertThat(tables.runsOf("ads"))
                .isEqualTo(
                        new RunSettings(new Schedule("15 2 * * MON-FRI", null), null, null, true, "data-engineering"));
        assertThat(tables.runsOf("web")).isEqualTo(RunSettings.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({"6h, PT6H", "2d, PT48H", "90m, PT1H30M"})
    void aScheduleMayBeAnInterval(String schedule, Duration expected) {
        RunSettings runs = parse("sources: {shop: {schedule: " + schedule + ", tables: [public.*]}}")
                .runsOf("shop");

        assertThat(runs.schedule()).isEqualTo(new Schedule(null, expected));
    }

    @Test
    void aBatchSourceIsReadHourlyUnlessItSaysOtherwise() {
        TablesConfig tables = parse("""
                sources:
                  shop: {tables: [public.*]}
                  orders: {sync: {schedule: 30m}, tables: [public.*]}
                  visits: {mode: batch, tables: [public.*]}
                  clicks: {mode: batch, sync: {schedule: "5 * * * *"}, tables: [public.*]}
                """);

        assertThat(tables.runsOf("shop").sync()).isNull();
        assertThat(tables.runsOf("orders").sync()).isEqualTo(new Schedule(null, Duration.ofMinutes(30)));
        assertThat(tables.runsOf("visits").sync()).isEqualTo(new Schedule(null, Duration.ofHours(1)));
        assertThat(tables.runsOf("clicks").sync()).isEqualTo(new Schedule("5 * * * *", null));
    }

    @Test
    void mistakesInTheRunOfASourceAreNamed() {
        assertThatThrownBy(() -> parse("""
                        sources:
                          shop:
                            {schedul: 1d, schedule: often, start_date: 2026-02-30, catchup: maybe, owner: [web], tables: [public.*]}
                        """))
                .asInstanceOf(type(ConfigException.class))
                .extracting(ConfigException::problems)
                .asString()
                .contains("sources.shop: unknown key 'schedul'; did you mean 'schedule'?")
                .contains(
                        "sources.shop.schedule: 'often' is neither a cron expression of five fields such as '0 0 * * *'")
                .contains("sources.shop.start_date: '2026-02-30' is not a day such as 2026-01-31")
                .contains("sources.shop.catchup: 'maybe' is neither true nor false")
                .contains("sources.shop.owner: '[web]' is not a name");
    }

    private static TablesConfig parse(String yaml) {
        return TablesConfig.parse("tables.yaml", yaml);
    }
}
