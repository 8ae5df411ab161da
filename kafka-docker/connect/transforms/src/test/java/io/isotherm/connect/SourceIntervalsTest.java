package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of texts as Postgres prints them. */
class SourceIntervalsTest {
    @ParameterizedTest
    @CsvSource({
        "00:00:00, P0Y0M0DT0H0M0S",
        "-5 years -4 mons -3 days, P-5Y-4M-3DT0H0M0S",
        "1 mon -1 days, P0Y1M-1DT0H0M0S",
        "-1 mons +1 day, P0Y-1M1DT0H0M0S",
        "-00:00:00.000001, P0Y0M0DT0H0M-0.000001S",
        "1 year 2 mons -3 days +04:05:06.789, P1Y2M-3DT4H5M6.789S",
        "-1 days +00:00:00.5, P0Y0M-1DT0H0M0.5S",
        "-01:02:00, P0Y0M0DT-1H-2M0S",
        "-00:00:10, P0Y0M0DT0H0M-10S",
        "30 days, P0Y0M30DT0H0M0S",
        "720:00:00, P0Y0M0DT720H0M0S",
        "178000000 years, P178000000Y0M0DT0H0M0S",
        "99999:59:59.999999, P0Y0M0DT99999H59M59.999999S",
        "-2562047788:00:54.775807, P0Y0M0DT-2562047788H0M-54.775807S",
        "-178956970 years -8 mons -2147483648 days -2562047788:00:54.775808,"
                + " P-178956970Y-8M-2147483648DT-2562047788H0M-54.775808S",
        "infinity, infinity",
        "-infinity, -infinity",
        "P0Y0M0DT0H0M0S, P0Y0M0DT0H0M0S"
    })
    void hasTheIsoForm(String text, String iso) {
        assertThat(SourceIntervals.iso(text)).isEqualTo(iso);
    }
}
