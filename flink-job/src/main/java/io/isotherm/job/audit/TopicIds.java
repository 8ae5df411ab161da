package io.isotherm.job.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which topics these were when they were read. A topic that is deleted and made again has another id; its offsets begin
 * again, so they alone do not tell it from records that come twice, nor once it has as many records as the one before.
 */
final class TopicIds {
    private static final String SEVERAL = "";

    private final Map<String, String> known = new HashMap<>();
    private boolean lacking;

    /** From a checkpoint. Subtasks that do not agree have noticed at different times, so it is told again. */
    void restore(String topic, String id) {
        known.merge(topic, id, (one, other) -> one.equals(other) ? one : SEVERAL);
    }

    /** A topic is read whose id may not be known. */
    void expect(String topic) {
        lacking |= !known.containsKey(topic);
    }

    /** Whether the id of a topic that is read is not known. */
    boolean areLacking() {
        return lacking;
    }

    /**
     * Takes over the ids of these topics; one that is gone keeps its id, for it may be made again.
     *
     * @return those that were made again
     */
    Set<String> learn(Collection<String> topics, Map<String, String> now) {
        Set<String> again = new HashSet<>();
        for (String topic : topics) {
            String id = now.get(topic);
            if (id != null) {
                String before = known.put(topic, id);
                if (before != null && !before.equals(id)) {
                    again.add(topic);
                }
            }
        }
        lacking = false;
        return again;
    }

    Map<String, String> all() {
        return Map.copyOf(known);
    }
}
