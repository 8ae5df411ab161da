package io.isotherm.connect;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.postgresql.core.Oid;
import org.postgresql.util.PSQLException;

/**
 * Tells which types of Postgres are sent as the text that it prints: all but those that the job has a form for, and
 * enums.
 */
final class TextTypes {
    /** Types of users and extensions begin here. */
    private static final int FIRST_OF_USERS = 16_384;

    private final Set<Integer> except = new HashSet<>();
    private final Set<String> exceptOfUsers = new HashSet<>();

    /** @param except names of types that have a form of their own, separated by commas */
    TextTypes(String except) {
        if (except == null) {
            throw new ConnectException("setting " + SourceTexts.SETTINGS + "." + SourceTexts.EXCEPT + " is missing");
        }
        for (String name : except.split(",")) {
            try {
                this.except.add(Oid.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (PSQLException e) {
                exceptOfUsers.add(name);
            }
        }
    }

    /**
     * @param oid of a type that is no domain
     * @param name as Debezium has it: maybe quoted, and with its schema
     */
    boolean contain(int oid, String name, boolean isEnum) {
        if (Integer.compareUnsigned(oid, FIRST_OF_USERS) < 0) {
            return !except.contains(oid);
        }
        String bare = name.substring(name.lastIndexOf('.') + 1).replace("\"", "");
        return !isEnum && !exceptOfUsers.contains(bare);
    }
}
