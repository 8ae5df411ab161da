package io.isotherm.cli.error;

/**
 * A problem the operator can act on: printed as one line with its remedy, without a stack trace. Its exit code says
 * whether the command found a difference or failed (1), or could not run at all (2).
 */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The command ran and found a difference, or failed. */
    public static final int FAILED = 1;

    /** The command could not run: something it needs is missing or wrong. */
    public static final int CANNOT_RUN = 2;

    private final String remedy;
    private final int exitCode;

    private CliException(String message, String remedy, int exitCode, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    public static CliException failed(String message, String remedy) {
        return new CliException(message, remedy, FAILED, null);
    }

    public static CliException failed(String message, String remedy, Throwable cause) {
        return new CliException(message, remedy, FAILED, cause);
    }

    public static CliException cannotRun(String message, String remedy) {
        return new CliException(message, remedy, CANNOT_RUN, null);
    }

    public static CliException cannotRun(String message, String remedy, Throwable cause) {
        return new CliException(message, remedy, CANNOT_RUN, cause);
    }

    public String remedy() {
        return remedy;
    }

    public int exitCode() {
        return exitCode;
    }
}
