package io.isotherm.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.verify.Difference.Kind;
import io.isotherm.cli.verify.TableResult.Status;
import io.isotherm.job.table.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
    private static TableResult table(Status status, Map<Kind, Long> counts, List<Difference> differences) {
        return new TableResult(
                new TableId("shop", "public", "orders"),
                "hot.`shop_orders`",
                status,
                1_000,
                999,
                counts,
                differences,
                List.of(),
                0,
                0,
                List.of(),
                null,
                Duration.ofMillis(1_240));
    }

    private static VerifyResult differing() {
        Difference difference = new Difference(Kind.DIFFERENT, Map.of("id", "7"), List.of("total"), Map.of());
        return new VerifyResult(List.of(table(Status.DIFFERENT, Map.of(Kind.DIFFERENT, 3L), List.of(difference))));
    }

    @Test
    void namesKeysAndColumnsAndCountsTheRest() {
        StringWriter text = new StringWriter();

        VerifyReport.printText(differing(), new PrintWriter(text));

        assertThat(text.toString().lines().map(String::strip))
                .containsExactly(
                        "table                Postgres      ClickHouse  result        seconds",
                        "public.orders           1,000             999  different         1.2",
                        "public.orders: 3 different",
                        "id=7: different in total",
                        "and 2 more; --limit shows them");
    }

    @Test
    void printsTheSameAsJson() {
        StringWriter text = new StringWriter();

        VerifyReport.printJson(differing(), new PrintWriter(text));

        assertThat(text.toString().strip())
                .startsWith("{\"equal\":false,\"exit_code\":1,\"tables\":[{\"database\":\"shop\"")
                .contains("\"differences\":[{\"kind\":\"different\",\"key\":{\"id\":\"7\"},\"columns\":[\"total\"]}]");
    }

    @Test
    void isOnlyEqualIfEveryTableIs() {
        TableResult equal = table(Status.EQUAL, Map.of(), List.of());
        TableResult unsettled = table(Status.UNSETTLED, Map.of(), List.of());
        TableResult notCompared = table(Status.NOT_COMPARED, Map.of(), List.of());

        assertThat(new VerifyResult(List.of(equal)).exitCode()).isZero();
        assertThat(new VerifyResult(List.of(equal, unsettled)).exitCode()).isEqualTo(2);
        assertThat(new VerifyResult(List.of(equal, notCompared)).exitCode()).isEqualTo(2);
        assertThat(differing().exitCode()).isEqualTo(1);
    }
}
