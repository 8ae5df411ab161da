package io.isotherm.job.sink.table;

import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.TransportException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what to do about a failed request, by {@link ClickHouseError} or the kind of transport error.
 */
public final class SinkFailures {

    /** What a failure calls for. */
    public enum Kind {
        /** The server cannot be reached; retried without end, soon again. */
        NETWORK,
        /** The server is there but busy, full or not ready; retried without end, with growing pauses. */
        OVERLOAD,
        /** The request is too large for the server's memory; retried, in smaller parts if that does not help. */
        MEMORY,
        /** What is known of the table is out of date; looked up again. */
        SCHEMA,
        /** Either of {@link #SCHEMA} and {@link #ROW}: looked up again first. */
        SCHEMA_OR_ROW,
        /** A row that ClickHouse refuses; the batch is halved until it is found. */
        ROW,
        /** Needs a human; the job fails. */
        FATAL,
        /** Not known here; retried a bounded number of times, then the job fails. */
        UNKNOWN
    }

    /**
     * One failure.
     *
     * @param code ClickHouse's, or 0
     * @param message without row values, fit for logs and dead letters
     */
    public record Failure(Kind kind, int code, String message) {
        public boolean is(ClickHouseError error) {
            return code == error.code();
        }

        public boolean isOneOf(Set<ClickHouseError> errors) {
            return ClickHouseError.of(code).filter(errors::contains).isPresent();
        }

        /** What a person does about it; empty if the message says it, or nobody knows. */
        public String remedy() {
            return ClickHouseError.of(code).map(ClickHouseError::remedy).orElse("");
        }
    }

    private static final int MAX_MESSAGE = 500;
    private static final int HTTP_UNAUTHORIZED = 401;
    private static final int HTTP_FORBIDDEN = 403;
    private static final int HTTP_NOT_FOUND = 404;
    private static final int HTTP_SERVER_ERROR = 500;

    /** What a statement that makes or alters a table is refused with for its columns. */
    private static final Set<ClickHouseError> COLUMNS = EnumSet.of(
            ClickHouseError.DUPLICATE_COLUMN,
            ClickHouseError.BAD_ARGUMENTS,
            ClickHouseError.ILLEGAL_TYPE_OF_ARGUMENT,
            ClickHouseError.ILLEGAL_COLUMN,
            ClickHouseError.UNKNOWN_IDENTIFIER,
            ClickHouseError.UNKNOWN_TYPE,
            ClickHouseError.TYPE_MISMATCH,
            ClickHouseError.ARGUMENT_OUT_OF_BOUND,
            ClickHouseError.ILLEGAL_SYNTAX_FOR_DATA_TYPE,
            ClickHouseError.SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY,
            ClickHouseError.ALTER_OF_COLUMN_IS_FORBIDDEN,
            ClickHouseError.DATA_TYPE_CANNOT_BE_USED_IN_KEY);

    private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]+)\\)");
    private static final Pattern CONSTRAINT = Pattern.compile("Constraint `([^`]+)`");

    private SinkFailures() {}

    public static Failure classify(Throwable thrown) {
        if (thrown instanceof TableBusyException) {
            return new Failure(Kind.OVERLOAD, 0, thrown.getMessage());
        }
        ServerException server = serverError(thrown);
        if (server != null) {
            return ofServer(server);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientMisconfigurationException) {
                return new Failure(Kind.FATAL, 0, shorten(cause.toString()));
            }
            if (isTransport(cause)) {
                return new Failure(Kind.NETWORK, 0, shorten(root(cause).toString()));
            }
        }
        return new Failure(Kind.UNKNOWN, 0, shorten(thrown.toString()));
    }

    /**
     * What to throw after a statement that makes or alters a table has failed. A table that ClickHouse cannot have is
     * no other table's trouble.
     */
    static RuntimeException ofTable(String name, RuntimeException thrown) {
        ServerException server = serverError(thrown);
        if (server == null
                || ClickHouseError.of(server.getCode())
                        .filter(COLUMNS::contains)
                        .isEmpty()) {
            return thrown;
        }
        return new SchemaIncompatibleException("ClickHouse refuses the columns of " + name + ": "
                + shorten(server.getMessage())
                + "; rename the column in the source or list it under 'exclude' in tables.yaml");
    }

    /** Null if the server has not said anything. */
    private static ServerException serverError(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return server;
            }
        }
        return null;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static boolean isTransport(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof ConnectionInitiationException
                || cause instanceof DataTransferException
                || cause instanceof TransportException;
    }

    private static Failure ofServer(ServerException server) {
        int code = server.getCode();
        Kind kind = code <= 0 ? ofHttpStatus(server.getTransportProtocolCode()) : kindOf(code);
        String message = server.getMessage();
        // the server's text on data errors quotes values of the row
        boolean quotesValues = kind == Kind.ROW || kind == Kind.SCHEMA_OR_ROW || kind == Kind.UNKNOWN;
        return new Failure(kind, code, quotesValues ? nameOnly(code, message) : shorten(message));
    }

    static Kind kindOf(int code) {
        return ClickHouseError.of(code).map(ClickHouseError::kind).orElse(Kind.UNKNOWN);
    }

    /** An answer that is not ClickHouse's own: a proxy's, a load balancer's. */
    private static Kind ofHttpStatus(int status) {
        if (status == HTTP_UNAUTHORIZED || status == HTTP_FORBIDDEN || status == HTTP_NOT_FOUND) {
            return Kind.FATAL;
        }
        return status >= HTTP_SERVER_ERROR ? Kind.OVERLOAD : Kind.UNKNOWN;
    }

    private static String nameOnly(int code, String message) {
        StringBuilder text = new StringBuilder("ClickHouse code ").append(code);
        Matcher name = NAME.matcher(message == null ? "" : message);
        String last = null;
        while (name.find()) {
            last = name.group(1);
        }
        if (last != null) {
            text.append(' ').append(last);
        }
        Matcher constraint = CONSTRAINT.matcher(message == null ? "" : message);
        if (constraint.find()) {
            text.append(", constraint ").append(constraint.group(1));
        }
        return text.toString();
    }

    private static String shorten(String message) {
        String text = message == null ? "" : message;
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "...";
    }
}
