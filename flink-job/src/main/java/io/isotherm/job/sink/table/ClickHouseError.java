package io.isotherm.job.sink.table;

import io.isotherm.job.sink.table.SinkFailures.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Errors of ClickHouse that something is done about here, by the names and codes that it gives them.
 *
 * @see <a href="https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp">error codes</a>
 */
public enum ClickHouseError {
    // busy, full or not ready, or its disk does not answer
    CANNOT_READ_FROM_FILE_DESCRIPTOR(74, Kind.OVERLOAD),
    CANNOT_WRITE_TO_FILE_DESCRIPTOR(75, Kind.OVERLOAD),
    CANNOT_OPEN_FILE(76, Kind.OVERLOAD),
    TIMEOUT_EXCEEDED(159, Kind.OVERLOAD),
    TOO_SLOW(160, Kind.OVERLOAD),
    DNS_ERROR(198, Kind.OVERLOAD),
    QUOTA_EXCEEDED(201, Kind.OVERLOAD),
    TOO_MANY_SIMULTANEOUS_QUERIES(202, Kind.OVERLOAD),
    NO_FREE_CONNECTION(203, Kind.OVERLOAD),
    SOCKET_TIMEOUT(209, Kind.OVERLOAD),
    NETWORK_ERROR(210, Kind.OVERLOAD),
    NO_ZOOKEEPER(225, Kind.OVERLOAD),
    ABORTED(236, Kind.OVERLOAD),
    TABLE_IS_READ_ONLY(242, Kind.OVERLOAD),
    NOT_ENOUGH_SPACE(243, Kind.OVERLOAD),
    TOO_MANY_PARTS(252, Kind.OVERLOAD),
    ALL_CONNECTION_TRIES_FAILED(279, Kind.OVERLOAD),
    TOO_FEW_LIVE_REPLICAS(285, Kind.OVERLOAD),
    UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE(286, Kind.OVERLOAD),
    REPLICA_IS_NOT_IN_QUORUM(289, Kind.OVERLOAD),
    UNKNOWN_STATUS_OF_INSERT(319, Kind.OVERLOAD),
    UNFINISHED(341, Kind.OVERLOAD),
    ALL_REPLICAS_ARE_STALE(369, Kind.OVERLOAD),
    QUERY_WAS_CANCELLED(394, Kind.OVERLOAD),
    SYSTEM_ERROR(425, Kind.OVERLOAD),
    CANNOT_SCHEDULE_TASK(439, Kind.OVERLOAD),
    DEADLOCK_AVOIDED(473, Kind.OVERLOAD),
    S3_ERROR(499, Kind.OVERLOAD),
    CANNOT_ASSIGN_ALTER(517, Kind.OVERLOAD),
    SERVER_OVERLOADED(745, Kind.OVERLOAD),
    KEEPER_EXCEPTION(999, Kind.OVERLOAD),
    POCO_EXCEPTION(1000, Kind.OVERLOAD),

    CANNOT_ALLOCATE_MEMORY(173, Kind.MEMORY),
    MEMORY_LIMIT_EXCEEDED(241, Kind.MEMORY),

    NOT_FOUND_COLUMN_IN_BLOCK(10, Kind.SCHEMA),
    DUPLICATE_COLUMN(15, Kind.SCHEMA),
    NO_SUCH_COLUMN_IN_TABLE(16, Kind.SCHEMA),
    NUMBER_OF_COLUMNS_DOESNT_MATCH(20, Kind.SCHEMA),
    ILLEGAL_COLUMN(44, Kind.SCHEMA),
    UNKNOWN_IDENTIFIER(47, Kind.SCHEMA),
    TABLE_ALREADY_EXISTS(57, Kind.SCHEMA),
    UNKNOWN_TABLE(60, Kind.SCHEMA),
    UNKNOWN_DATABASE(81, Kind.SCHEMA, "create the database, or set clickhouse.database"),
    TABLE_IS_DROPPED(218, Kind.SCHEMA),

    // INCORRECT_DATA is also a header that does not fit the table
    TYPE_MISMATCH(53, Kind.SCHEMA_OR_ROW),
    INCORRECT_DATA(117, Kind.SCHEMA_OR_ROW),

    CANNOT_PARSE_TEXT(6, Kind.ROW),
    CANNOT_PARSE_QUOTED_STRING(26, Kind.ROW),
    CANNOT_PARSE_INPUT_ASSERTION_FAILED(27, Kind.ROW),
    ATTEMPT_TO_READ_AFTER_EOF(32, Kind.ROW),
    CANNOT_READ_ALL_DATA(33, Kind.ROW),
    CANNOT_PARSE_DATE(38, Kind.ROW),
    CANNOT_PARSE_DATETIME(41, Kind.ROW),
    ARGUMENT_OUT_OF_BOUND(69, Kind.ROW),
    CANNOT_CONVERT_TYPE(70, Kind.ROW),
    CANNOT_PARSE_NUMBER(72, Kind.ROW),
    TOO_LARGE_STRING_SIZE(131, Kind.ROW),
    VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE(321, Kind.ROW),
    CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN(349, Kind.ROW),
    CANNOT_PARSE_UUID(376, Kind.ROW),
    DECIMAL_OVERFLOW(407, Kind.ROW),
    CANNOT_PARSE_BOOL(467, Kind.ROW),
    VIOLATED_CONSTRAINT(469, Kind.ROW),
    UNKNOWN_ELEMENT_OF_ENUM(691, Kind.ROW),

    NOT_IMPLEMENTED(48, Kind.FATAL),
    UNKNOWN_TYPE(50, Kind.FATAL),
    SYNTAX_ERROR(62, Kind.FATAL),
    UNKNOWN_FORMAT(73, Kind.FATAL),
    UNKNOWN_SETTING(115, Kind.FATAL),
    READONLY(164, Kind.FATAL),
    UNKNOWN_USER(192, Kind.FATAL, Remedies.CREDENTIALS),
    WRONG_PASSWORD(193, Kind.FATAL, Remedies.CREDENTIALS),
    REQUIRED_PASSWORD(194, Kind.FATAL, Remedies.CREDENTIALS),
    IP_ADDRESS_NOT_ALLOWED(195, Kind.FATAL),
    SETTING_CONSTRAINT_VIOLATION(452, Kind.FATAL),
    ACCESS_DENIED(497, Kind.FATAL, "grant the job's user what the message names"),
    AUTHENTICATION_FAILED(516, Kind.FATAL, Remedies.CREDENTIALS),
    ALTER_OF_COLUMN_IS_FORBIDDEN(524, Kind.FATAL),

    // not known from an insert
    BAD_ARGUMENTS(36, Kind.UNKNOWN),
    ILLEGAL_TYPE_OF_ARGUMENT(43, Kind.UNKNOWN),
    QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING(216, Kind.UNKNOWN),
    ILLEGAL_SYNTAX_FOR_DATA_TYPE(377, Kind.UNKNOWN),
    SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY(455, Kind.UNKNOWN),
    DATA_TYPE_CANNOT_BE_USED_IN_KEY(549, Kind.UNKNOWN);

    private static final Map<Integer, ClickHouseError> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(ClickHouseError::code, Function.identity()));

    private final int code;
    private final Kind kind;
    private final String remedy;

    ClickHouseError(int code, Kind kind) {
        this(code, kind, "");
    }

    ClickHouseError(int code, Kind kind, String remedy) {
        this.code = code;
        this.kind = kind;
        this.remedy = remedy;
    }

    /** Empty for a code that nothing is done about. */
    public static Optional<ClickHouseError> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    public int code() {
        return code;
    }

    /** What an insert does about it. */
    Kind kind() {
        return kind;
    }

    /** What a person does about it; empty where the server's message says it. */
    String remedy() {
        return remedy;
    }

    /** Texts of several errors: an enum's own constants are not there yet when its values are made. */
    private static final class Remedies {
        static final String CREDENTIALS = "check clickhouse.user and clickhouse.password-file";
    }
}
