package io.isotherm.cli.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ClientException;
import com.clickhouse.client.api.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    static List<Exception> withoutWordsOfTheirOwn() {
        return List.of(
                new ConnectException(),
                new ClosedChannelException(),
                new TimeoutException(),
                new HttpConnectTimeoutException(null),
                new NoSuchFileException("/a/b"),
                new AccessDeniedException("/a/b"),
                new ExecutionException(new ConnectException()),
                new UncheckedIOException(new ClosedChannelException()),
                new ClientException("Failed to get query response", new ConnectException()));
    }

    @ParameterizedTest
    @MethodSource("withoutWordsOfTheirOwn")
    void everyReasonIsInWords(Exception failure) {
        assertThat(Cause.of(failure)).containsPattern("[a-z]+ [a-z]+").doesNotContain("Exception", "null");
        assertThat(Failure.cannotRun("it failed", "look", failure)).hasMessage("it failed: " + Cause.of(failure));
    }

    @Test
    void theInnermostMessageIsTaken() {
        assertThat(Cause.of(new ExecutionException(new IOException("disk full"))))
                .isEqualTo("disk full");
        assertThat(Failure.clickHouseCode(new ClientException("Failed to get query response", refused(81))))
                .isEqualTo(81);
    }

    @Test
    void aRefusedPasswordHasItsOwnRemedy() {
        assertThat(Failure.cannotRun("it failed", "look", new SQLException("no", "28P01"))
                        .remedy())
                .contains("ISOTHERM_HOME");
        assertThat(Failure.cannotRun("it failed", "look", new ExecutionException(refused(516)))
                        .remedy())
                .contains("ISOTHERM_HOME");
        assertThat(Failure.cannotRun("it failed", "look", new SQLException("no", "42P01"))
                        .remedy())
                .isEqualTo("look");
    }

    private static ServerException refused(int code) {
        return new ServerException(code, "refused", 500, "id");
    }
}
