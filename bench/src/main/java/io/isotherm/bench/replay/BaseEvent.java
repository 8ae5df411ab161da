package io.isotherm.bench.replay;

/**
 * One record of the base, ready to be copied.
 *
 * @param value null for a Kafka tombstone
 */
public record BaseEvent(EventTemplate key, EventTemplate value) {
    public boolean isTombstone() {
        return value == null;
    }
}
