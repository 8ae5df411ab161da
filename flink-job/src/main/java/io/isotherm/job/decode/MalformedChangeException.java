package io.isotherm.job.decode;

import io.isotherm.job.model.DeadLetter;

/** A record that cannot become a row. Without a stack trace: where it was noticed does not matter, and it may come in floods. */
public final class MalformedChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DeadLetter.Reason reason;

    /** @param detail names the column and the cause, never the value */
    MalformedChangeException(DeadLetter.Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public DeadLetter.Reason reason() {
        return reason;
    }

    static MalformedChangeException corrupt(String detail) {
        return new MalformedChangeException(DeadLetter.Reason.CORRUPT_RECORD, detail);
    }

    static MalformedChangeException envelope(String detail) {
        return new MalformedChangeException(DeadLetter.Reason.MALFORMED_ENVELOPE, detail);
    }

    static MalformedChangeException outOfRange(String detail) {
        return new MalformedChangeException(DeadLetter.Reason.OUT_OF_RANGE, detail);
    }
}
