package io.isotherm.job.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a word of {@code tables.yaml} that is one of the names of an enum: in small letters, with hyphens. */
final class Choice {
    private Choice() {}

    /**
     * @param path of the keys in the file
     * @param byDefault for a key that is not there, and for one with a mistake
     * @param problems where a mistake is added
     */
    static <E extends Enum<E>> E of(String path, Map<?, ?> keys, String key, E byDefault, List<String> problems) {
        Object value = keys.get(key);
        if (value == null) {
            return byDefault;
        }
        for (E constant : byDefault.getDeclaringClass().getEnumConstants()) {
            if (nameOf(constant).equals(value)) {
                return constant;
            }
        }
        List<String> known = names(byDefault);
        problems.add(path + "." + key + ": '" + value + "' is not one of " + String.join(", ", known)
                + Suggestion.of(String.valueOf(value), known));
        return byDefault;
    }

    /** All names that the enum of a constant has. */
    static <E extends Enum<E>> List<String> names(E constant) {
        return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                .map(Choice::nameOf)
                .toList();
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
