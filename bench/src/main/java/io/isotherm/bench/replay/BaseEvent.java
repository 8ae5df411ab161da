package io.isotherm.bench.replay;

/**
 * One record of the base, ready to be copied.
 *
 * @param value null for a Kafka tombstone
 */
record BaseEvent(EventTemplate key, EventTemplate value) {
    boolean isTombstone() {
        return value == null;
    }
}
