package io.isotherm.demo.traffic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows an operation takes: {@code 5}, {@code batch}, {@code 3 * batch}, or {@code few}, for rows that are
 * rare.
 */
record Amount(int number, boolean perBatch, int most) {
    static final Amount BATCH = new Amount(1, true, Integer.MAX_VALUE);

    /** Each of the rare rows is searched for among its neighbours. */
    private static final Amount FEW = new Amount(1, true, 4);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})( \\* batch)?|(batch)|(few)");

    static Optional<Amount> of(Object value) {
        Matcher text = TEXT.matcher(String.valueOf(value));
        if (!text.matches()) {
            return Optional.empty();
        }
        if (text.group(3) != null) {
            return Optional.of(BATCH);
        }
        if (text.group(4) != null) {
            return Optional.of(FEW);
        }
        return Optional.of(new Amount(Integer.parseInt(text.group(1)), text.group(2) != null, Integer.MAX_VALUE));
    }

    /** @param batch how many things an operation deals with at once: 1 at low rates */
    int of(int batch) {
        return Math.min(perBatch ? number * batch : number, most);
    }
}
