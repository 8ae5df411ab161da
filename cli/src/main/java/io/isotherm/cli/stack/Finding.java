package io.isotherm.cli.stack;

/**
 * The result of one check.
 *
 * @param subject what was checked
 * @param detail what was seen
 * @param remedy what to do about it; empty when all is well
 */
public record Finding(Level level, String subject, String detail, String remedy) {
    /** Only {@link #FAIL} keeps a stack from starting. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    public static Finding ok(String subject, String detail) {
        return new Finding(Level.OK, subject, detail, "");
    }

    public static Finding warn(String subject, String detail, String remedy) {
        return new Finding(Level.WARN, subject, detail, remedy);
    }

    public static Finding fail(String subject, String detail, String remedy) {
        return new Finding(Level.FAIL, subject, detail, remedy);
    }
}
