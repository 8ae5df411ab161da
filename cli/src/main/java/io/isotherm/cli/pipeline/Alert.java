package io.isotherm.cli.pipeline;

/**
 * Something that is red.
 *
 * @param what in a few words, without the details, which {@code status} shows where they belong
 * @param runbook what to do about it
 */
public record Alert(String what, Runbook runbook) {
    /** Both on one line. */
    public String line() {
        return what + "  -> " + runbook.place();
    }
}
