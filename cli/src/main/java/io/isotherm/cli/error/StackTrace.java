package io.isotherm.cli.error;

import java.util.stream.Collectors;

/** Reads the stack traces that servers put into their answers. */
public final class StackTrace {
    private static final String CAUSED_BY = "Caused by: ";
    private static final int MAX_CAUSE_LENGTH = 600;

    private StackTrace() {}

    /** Of a Java stack trace the message of the innermost cause, all its lines, which names what to correct. */
    public static String cause(String trace) {
        int last = trace.lastIndexOf(CAUSED_BY);
        String innermost = last < 0 ? trace : trace.substring(last + CAUSED_BY.length());
        String message = innermost
                .lines()
                .takeWhile(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
                .map(String::strip)
                .collect(Collectors.joining(" "));
        if (message.isEmpty()) {
            return "no reason given";
        }
        return message.length() > MAX_CAUSE_LENGTH ? message.substring(0, MAX_CAUSE_LENGTH) + "..." : message;
    }
}
