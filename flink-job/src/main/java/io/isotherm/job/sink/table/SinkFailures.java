package io.isotherm.job.sink.table;

import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.TransportException;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what to do about a failed request, by ClickHouse's error code or the kind of transport error.
 *
 * @see <a href="https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp">error codes</a>
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
    public record Failure(Kind kind, int code, String message) {}

    private static final int MAX_MESSAGE = 500;
    private static final int HTTP_UNAUTHORIZED = 401;
    private static final int HTTP_FORBIDDEN = 403;
    private static final int HTTP_NOT_FOUND = 404;
    private static final int HTTP_SERVER_ERROR = 500;

    /**
     * TIMEOUT_EXCEEDED, TOO_SLOW, DNS_ERROR, QUOTA_EXCEEDED, TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION,
     * SOCKET_TIMEOUT, NETWORK_ERROR, NO_ZOOKEEPER, ABORTED, TABLE_IS_READ_ONLY, NOT_ENOUGH_SPACE, TOO_MANY_PARTS,
     * ALL_CONNECTION_TRIES_FAILED, TOO_FEW_LIVE_REPLICAS, UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE,
     * REPLICA_IS_NOT_IN_QUORUM, UNKNOWN_STATUS_OF_INSERT, UNFINISHED, ALL_REPLICAS_ARE_STALE, QUERY_WAS_CANCELLED,
     * SYSTEM_ERROR, CANNOT_SCHEDULE_TASK, DEADLOCK_AVOIDED, S3_ERROR, CANNOT_ASSIGN_ALTER, SERVER_OVERLOADED,
     * KEEPER_EXCEPTION, POCO_EXCEPTION; and for the server's disk CANNOT_READ_FROM_FILE_DESCRIPTOR,
     * CANNOT_WRITE_TO_FILE_DESCRIPTOR, CANNOT_OPEN_FILE.
     */
    private static final Set<Integer> OVERLOAD = Set.of(
            159, 160, 198, 201, 202, 203, 209, 210, 225, 236, 242, 243, 252, 279, 285, 286, 289, 319, 341, 369, 394,
            425, 439, 473, 499, 517, 745, 999, 1000, 74, 75, 76);

    /** MEMORY_LIMIT_EXCEEDED, CANNOT_ALLOCATE_MEMORY. */
    private static final Set<Integer> MEMORY = Set.of(241, 173);

    /**
     * NOT_FOUND_COLUMN_IN_BLOCK, DUPLICATE_COLUMN, NO_SUCH_COLUMN_IN_TABLE, NUMBER_OF_COLUMNS_DOESNT_MATCH,
     * ILLEGAL_COLUMN, UNKNOWN_IDENTIFIER, TABLE_ALREADY_EXISTS, UNKNOWN_TABLE, UNKNOWN_DATABASE, TABLE_IS_DROPPED.
     */
    private static final Set<Integer> SCHEMA = Set.of(10, 15, 16, 20, 44, 47, 57, 60, 81, 218);

    /** TYPE_MISMATCH, INCORRECT_DATA: the latter is also a header that does not fit the table. */
    private static final Set<Integer> SCHEMA_OR_ROW = Set.of(53, 117);

    /**
     * CANNOT_PARSE_TEXT, CANNOT_PARSE_QUOTED_STRING, CANNOT_PARSE_INPUT_ASSERTION_FAILED, ATTEMPT_TO_READ_AFTER_EOF,
     * CANNOT_READ_ALL_DATA, CANNOT_PARSE_DATE, CANNOT_PARSE_DATETIME, ARGUMENT_OUT_OF_BOUND, CANNOT_CONVERT_TYPE,
     * CANNOT_PARSE_NUMBER, TOO_LARGE_STRING_SIZE, VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE,
     * CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, DECIMAL_OVERFLOW, VIOLATED_CONSTRAINT, UNKNOWN_ELEMENT_OF_ENUM,
     * CANNOT_PARSE_UUID, CANNOT_PARSE_BOOL.
     */
    private static final Set<Integer> ROW =
            Set.of(6, 26, 27, 32, 33, 38, 41, 69, 70, 72, 131, 321, 349, 376, 407, 467, 469, 691);

    /**
     * NOT_IMPLEMENTED, UNKNOWN_TYPE, SYNTAX_ERROR, UNKNOWN_FORMAT, UNKNOWN_SETTING, READONLY, UNKNOWN_USER,
     * WRONG_PASSWORD, REQUIRED_PASSWORD, IP_ADDRESS_NOT_ALLOWED, SETTING_CONSTRAINT_VIOLATION, ACCESS_DENIED,
     * AUTHENTICATION_FAILED, ALTER_OF_COLUMN_IS_FORBIDDEN.
     */
    private static final Set<Integer> FATAL = Set.of(48, 50, 62, 73, 115, 164, 192, 193, 194, 195, 452, 497, 516, 524);

    /**
     * What a statement that makes or alters a table is refused with for its columns: DUPLICATE_COLUMN, BAD_ARGUMENTS,
     * ILLEGAL_TYPE_OF_ARGUMENT, ILLEGAL_COLUMN, UNKNOWN_IDENTIFIER, UNKNOWN_TYPE, TYPE_MISMATCH, ARGUMENT_OUT_OF_BOUND,
     * ILLEGAL_SYNTAX_FOR_DATA_TYPE, SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY, ALTER_OF_COLUMN_IS_FORBIDDEN,
     * DATA_TYPE_CANNOT_BE_USED_IN_KEY.
     */
    private static final Set<Integer> COLUMNS = Set.of(15, 36, 43, 44, 47, 50, 53, 69, 377, 455, 524, 549);

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
        if (server == null || !COLUMNS.contains(server.getCode())) {
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
        if (OVERLOAD.contains(code)) {
            return Kind.OVERLOAD;
        }
        if (MEMORY.contains(code)) {
            return Kind.MEMORY;
        }
        if (SCHEMA.contains(code)) {
            return Kind.SCHEMA;
        }
        if (SCHEMA_OR_ROW.contains(code)) {
            return Kind.SCHEMA_OR_ROW;
        }
        if (ROW.contains(code)) {
            return Kind.ROW;
        }
        return FATAL.contains(code) ? Kind.FATAL : Kind.UNKNOWN;
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
