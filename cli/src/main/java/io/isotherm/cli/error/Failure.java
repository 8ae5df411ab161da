package io.isotherm.cli.error;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** What an operator can do about an exception of a server's client: the one place that knows a refused password. */
public final class Failure {
    private static final String OTHER_SECRETS =
            "the folder secrets below ISOTHERM_HOME is not the one this server was set up with: set ISOTHERM_HOME as it was"
                    + " then, or put the folder back";

    /** Of ClickHouse. */
    private static final int AUTHENTICATION_FAILED = 516;

    /** A class of Postgres' error codes. */
    private static final String INVALID_AUTHORIZATION = "28";

    private Failure() {}

    /**
     * @param what failed, without the reason
     * @param remedy unless the reason is a wrong password, whose remedy is always the same
     */
    public static CliException cannotRun(String what, String remedy, Throwable failure) {
        return CliException.cannotRun(
                what + ": " + reason(failure), isPasswordRefused(failure) ? OTHER_SECRETS : remedy, failure);
    }

    /** One that nobody foresaw; empty if it is a mistake in this program, and not the state of something outside. */
    public static Optional<CliException> unforeseen(Throwable failure, String remedy) {
        if (isPasswordRefused(failure)) {
            return Optional.of(CliException.cannotRun(reason(failure), OTHER_SECRETS, failure));
        }
        boolean outside = failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof SQLException
                || failure instanceof TimeoutException
                || failure instanceof ClickHouseException
                || failure instanceof KafkaException;
        return outside ? Optional.of(CliException.failed(reason(failure), remedy, failure)) : Optional.empty();
    }

    /** @param user that ClickHouse did not let in */
    public static CliException passwordRefused(String user) {
        return CliException.cannotRun("ClickHouse refuses the password of user " + user, OTHER_SECRETS);
    }

    /** @param code of a ClickHouse error */
    public static boolean isPasswordRefused(long code) {
        return code == AUTHENTICATION_FAILED;
    }

    /** The number of ClickHouse's error; 0 if it is none. */
    public static int clickHouseCode(Throwable failure) {
        return find(failure, ServerException.class)
                .map(ServerException::getCode)
                .orElse(0);
    }

    /** Of a server's client, or as it was told to the operator. */
    public static boolean isPasswordRefused(Throwable failure) {
        return failure instanceof CliException told && OTHER_SECRETS.equals(told.remedy())
                || isPasswordRefused(clickHouseCode(failure))
                || find(failure, SQLException.class)
                        .map(SQLException::getSQLState)
                        .filter(state -> state.startsWith(INVALID_AUTHORIZATION))
                        .isPresent();
    }

    private static String reason(Throwable failure) {
        return isPasswordRefused(clickHouseCode(failure)) ? "ClickHouse refuses the password" : Cause.of(failure);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (wanted.isInstance(cause)) {
                return Optional.of(wanted.cast(cause));
            }
        }
        return Optional.empty();
    }
}
