package io.isotherm.cli;

/**
 * Runs commands one after another in one JVM, where no stack is. What they load, nearly every command loads:
 * {@code isotherm} makes its archive of classes from it.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** @param commands each with its options, which have no spaces */
    public static void main(String[] commands) {
        for (String command : commands) {
            Main.commandLine().execute(command.split(" "));
        }
    }
}
