package io.isotherm.cli.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.connection.Rest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CauseTest {
    @Test
    void saysInWordsWhatAClassSaysByItsName() {
        assertThat(Cause.of(new ConnectException())).isEqualTo("connection refused");
        assertThat(Cause.of(new HttpTimeoutException("request timed out"))).isEqualTo("no answer in time");
        assertThat(Cause.of(new IOException(new ClosedChannelException()))).isEqualTo("the connection was closed");
    }

    @Test
    void looksBehindWhatClientsPutAround() {
        Exception wrapped = new ExecutionException(
                new IllegalStateException("Failed to get query response", new IOException("Connection reset by peer")));

        assertThat(Cause.of(wrapped)).isEqualTo("Connection reset by peer");
        assertThat(Cause.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    /** Java's own HTTP client says "null" here. */
    @Test
    void aServerThatIsAwayIsNamedWithItsAddress() {
        Rest nobody = new Rest(HttpClient.newHttpClient(), "connect", "http://127.0.0.1:1");

        assertThat(messageOf(() -> nobody.get("/")))
                .isEqualTo("connect does not answer at http://127.0.0.1:1: connection refused");
    }

    private static String messageOf(Runnable call) {
        try {
            call.run();
            return "";
        } catch (CliException e) {
            return e.getMessage();
        }
    }
}
