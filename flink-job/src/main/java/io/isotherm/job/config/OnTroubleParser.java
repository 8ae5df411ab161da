package io.isotherm.job.config;

import java.util.List;
import java.util.Map;

/** Reads what a source or a table says of columns and tables that cannot be replicated. */
final class OnTroubleParser {
    static final List<String> KEYS = List.of("on_unsupported", "on_no_key");

    private final String path;
    private final Map<?, ?> keys;
    private final List<String> problems;

    /**
     * @param path of the source or the table in the file
     * @param problems where mistakes are added
     */
    OnTroubleParser(String path, Map<?, ?> keys, List<String> problems) {
        this.path = path;
        this.keys = keys;
        this.problems = problems;
    }

    /** @param defaults for what is not said */
    OnTrouble parse(OnTrouble defaults) {
        return new OnTrouble(
                Choice.of(path, keys, KEYS.get(0), defaults.unsupported(), problems),
                Choice.of(path, keys, KEYS.get(1), defaults.noKey(), problems));
    }
}
