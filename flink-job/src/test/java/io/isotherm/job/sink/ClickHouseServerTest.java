package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.isotherm.job.config.JobConfig;
import io.isotherm.job.config.Secret;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.sink.batch.PartitionRule;
import io.isotherm.job.sink.batch.RowRange;
import io.isotherm.job.sink.batch.TableBuffer;
import io.isotherm.job.sink.table.InsertPlan;
import io.isotherm.job.sink.table.SinkException;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.TargetTable;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sink makes of answers that a real server gives only at the moment of its death. */
@Timeout(60)
class ClickHouseServerTest {
    private static final byte[] END_OF_CHUNKED_BODY = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RowShape shape =
            Shapes.of("shop.public.t").column("id", "Int32").build();

    @Test
    void anAnswerThatIsCutOffBetweenTwoHeadersIsTriedAgain() throws Exception {
        Throwable thrown = insertAnsweredBy("HTTP/1.1 200 OK\r\nConnection: close\r\n");

        assertThat(thrown).hasMessageContaining("does not say how many rows");
        assertThat(SinkFailures.classify(thrown).kind()).isEqualTo(SinkFailures.Kind.UNKNOWN);
    }

    @Test
    void rowsThatWereNotWrittenFailTheJob() throws Exception {
        Throwable thrown = insertAnsweredBy("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n"
                + "X-ClickHouse-Summary: {\"written_rows\":\"1\"}\r\n\r\n");

        assertThat(thrown).isInstanceOf(SinkException.class).hasMessageContaining("acknowledged 1 of 2 rows");
    }

    private Throwable insertAnsweredBy(String answer) throws IOException, InterruptedException {
        TableBuffer buffer = new Rows()
                .add(shape, 1, 1)
                .add(shape, 2, 2)
                .fill(new TableBuffer(
                        TargetTable.latest(shape),
                        PartitionRule.of(TargetTable.latest(shape), TableSettings.DEFAULTS)));
        InsertPlan plan = new InsertPlan(TargetTable.latest(shape), "t (id)", new byte[0]);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(socket, answer));
            answering.start();
            JobConfig.ClickHouse config = new JobConfig.ClickHouse(
                    "http://127.0.0.1:" + socket.getLocalPort(),
                    "writer",
                    new Secret("unused"),
                    "hot",
                    false,
                    JobConfig.Sync.NONE);
            try (ClickHouseServer server = new ClickHouseServer(config, 1, "test")) {
                return catchThrowable(() -> server.insert(plan, RowRange.all(buffer)));
            } finally {
                answering.join();
            }
        }
    }

    private static void answer(ServerSocket socket, String answer) {
        try (Socket connection = socket.accept()) {
            readToEndOfChunkedBody(connection.getInputStream());
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readToEndOfChunkedBody(InputStream in) throws IOException {
        for (int matched = 0; matched < END_OF_CHUNKED_BODY.length; ) {
            int next = in.read();
            if (next == END_OF_CHUNKED_BODY[matched]) {
                matched++;
            } else {
                matched = next == END_OF_CHUNKED_BODY[0] ? 1 : 0;
            }
        }
    }
}
