package io.isotherm.job.decode;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.table.TableId;

/**
 * A record that cannot become a row. Without a stack trace: where it was noticed does not matter, and it may come in
 * floods.
 */
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

    static MalformedChangeException noKey() {
        return new MalformedChangeException(
                DeadLetter.Reason.NO_KEY,
                "the record has no key; give the table a primary key, or declare one in tables.yaml, such as key: [id]");
    }

    /** The connector's {@code MovedRows} marks such a delete; its key holds what Postgres has not sent. */
    static MalformedChangeException unnamedRow(TableId table) {
        return new MalformedChangeException(
                DeadLetter.Reason.NO_KEY,
                "a DELETE does not name its row, because the table's replica identity lacks the key; let it name the key,"
                        + " such as REPLICA IDENTITY DEFAULT, then ./isotherm resync --delete-surplus "
                        + table.qualifiedName());
    }

    static MalformedChangeException outOfRange(String detail) {
        return new MalformedChangeException(DeadLetter.Reason.OUT_OF_RANGE, detail);
    }
}
