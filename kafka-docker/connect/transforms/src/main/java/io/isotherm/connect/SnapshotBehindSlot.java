package io.isotherm.connect;

import io.debezium.snapshot.mode.InitialSnapshotter;

/**
 * Reads all rows as {@code initial} does, then streams from what the slot has confirmed and not from where the log was
 * when the reading began. For a snapshot that starts once more behind a slot that is there already: rows that went
 * between the two attempts were sent by the first, and only the slot still knows of their end. The rows carry the
 * slot's position too, so that each change behind it is newer than they are, whatever they have seen of it.
 */
public final class SnapshotBehindSlot extends InitialSnapshotter {
    static final String NAME = "isotherm_behind_slot";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean shouldStreamEventsStartingFromSnapshot() {
        return false;
    }
}
