package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.SinkFailures.Kind;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "OVERLOAD, 159 202 203 209 210 242 252 285 319 425 439 999 243 236 745 517 75",
        "MEMORY, 241 173",
        "ROW, 6 26 27 33 38 41 69 70 72 131 321 349 407 469",
        "SCHEMA_OR_ROW, 53 117",
        "SCHEMA, 16 60 81 10 47 218 57",
        "FATAL, 516 192 193 194 497 62 115 164",
        "UNKNOWN, 1 49 1001 1002"
    })
    void decidesByCode(Kind kind, String codes) {
        assertThat(Arrays.stream(codes.split(" ")).map(Integer::parseInt))
                .allSatisfy(code -> assertThat(SinkFailures.kindOf(code)).isEqualTo(kind));
    }

    @Test
    void findsTheServersErrorInsideOthers() {
        ServerException server = new ServerException(252, "Code: 252. DB::Exception: Too many parts", 500, "q");
        Failure failure = SinkFailures.classify(new ExecutionException(new IllegalStateException(server)));

        assertThat(failure.kind()).isEqualTo(Kind.OVERLOAD);
        assertThat(failure.code()).isEqualTo(252);
        assertThat(failure.message()).contains("Too many parts");
    }

    @Test
    void retriesWhatTheNetworkDoes() {
        assertThat(new Throwable[] {
                    new ConnectException("Connection refused"),
                    new SocketTimeoutException("Read timed out"),
                    new IllegalStateException(new SocketException("Broken pipe")),
                    new ConnectionInitiationException("no connection", new ConnectException("refused"))
                })
                .allSatisfy(thrown ->
                        assertThat(SinkFailures.classify(thrown).kind()).isEqualTo(Kind.NETWORK));
    }

    @Test
    void judgesAProxysAnswerByItsStatus() {
        assertThat(SinkFailures.classify(new ServerException(0, "Bad Gateway", 502, "q"))
                        .kind())
                .isEqualTo(Kind.OVERLOAD);
        assertThat(SinkFailures.classify(new ServerException(0, "Forbidden", 403, "q"))
                        .kind())
                .isEqualTo(Kind.FATAL);
    }

    @Test
    void wrongSettingsAndUnknownErrorsAreNotRetriedForever() {
        assertThat(SinkFailures.classify(new ClientMisconfigurationException("bad endpoint"))
                        .kind())
                .isEqualTo(Kind.FATAL);
        assertThat(SinkFailures.classify(new IllegalStateException("?")).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void namesARefusedRowsErrorWithoutItsValues() {
        ServerException server = new ServerException(
                469,
                "Code: 469. DB::Exception: Constraint `adult` for table hot.users is violated at row 1."
                        + " Expression: (age > 17). Column values: age = 12, name = 'Jane (DOE)'."
                        + " (VIOLATED_CONSTRAINT) (version 26.7.2.1)",
                500,
                "q");

        assertThat(SinkFailures.classify(server).message())
                .isEqualTo("ClickHouse code 469 VIOLATED_CONSTRAINT, constraint adult");
    }
}
