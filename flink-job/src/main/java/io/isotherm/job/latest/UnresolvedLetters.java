package io.isotherm.job.latest;

import io.isotherm.job.model.DeadLetter;
import io.isotherm.job.model.RowBlock;
import io.isotherm.job.model.RowView;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** The dead letter of a row with a column left out that no stored row has. */
final class UnresolvedLetters {
    private final LongSupplier clockMillis;

    UnresolvedLetters(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** @param stored the key's entry, or null if there is none */
    DeadLetter of(RowView row, ShapePlan plan, StoredEntry stored, int column) {
        byte[] key = Arrays.copyOfRange(row.data(), row.keyStart(), row.keyStart() + row.keyLength());
        String why = stored == null
                ? "no earlier row of the key is known"
                : "the earlier row of the key that is known does not have it";
        return new DeadLetter(
                plan.topic(),
                row.kafkaPartition(),
                row.kafkaOffset(),
                DeadLetter.Reason.TOAST_UNRESOLVED,
                "column '" + plan.shape().columns().get(column).name() + "' was left out as unchanged and " + why
                        + "; resync the row from the source",
                DeadLetter.Stage.LATEST,
                DeadLetter.Format.ROW_BINARY_WITH_NAMES_AND_TYPES,
                key,
                RowBlock.of(plan.shape(), row),
                clockMillis.getAsLong());
    }
}
