package io.isotherm.job.schema;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that the connector sends in another form than Postgres prints them. */
final class ConnectorText {
    private static final Pattern INTERVAL = Pattern.compile("(?:([+-]?\\d+) years? ?)?(?:([+-]?\\d+) mons? ?)?"
            + "(?:([+-]?\\d+) days? ?)?(?:([+-]?)(\\d+):(\\d\\d):(\\d\\d(?:\\.\\d+)?))?");

    private static final Pattern ZONED_TIME =
            Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(\\.\\d+)?([+-])(\\d\\d)(?::(\\d\\d))?(?::(\\d\\d))?");

    private static final int DAY = 86_400;

    private ConnectorText() {}

    /** ISO-8601 with every unit, each with its own sign; an infinite interval has none. */
    static Optional<String> interval(String postgres) {
        if (postgres.endsWith("infinity")) {
            return Optional.of(postgres);
        }
        Matcher parts = INTERVAL.matcher(postgres);
        if (postgres.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        String sign = "-".equals(parts.group(4)) ? "-" : "";
        return Optional.of("P" + whole("", parts.group(1)) + "Y" + whole("", parts.group(2)) + "M"
                + whole("", parts.group(3)) + "DT" + whole(sign, parts.group(5)) + "H"
                + whole(sign, parts.group(6)) + "M" + whole(sign, parts.group(7)) + "S");
    }

    private static String whole(String sign, String digits) {
        if (digits == null) {
            return "0";
        }
        BigDecimal number = new BigDecimal(sign + digits);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** The time of the day in UTC, with the day left out that it may have gone over. */
    static Optional<String> zonedTime(String postgres) {
        Matcher parts = ZONED_TIME.matcher(postgres);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int offset = seconds(parts, 6) * (parts.group(5).equals("-") ? -1 : 1);
        int utc = Math.floorMod(seconds(parts, 1) - offset, DAY);
        String fraction = parts.group(4) == null ? "" : parts.group(4);
        return Optional.of(String.format("%02d:%02d:%02d%sZ", utc / 3600, utc / 60 % 60, utc % 60, fraction));
    }

    /** @param first of three groups for hours, minutes and seconds, which follow one another or are left out */
    private static int seconds(Matcher parts, int first) {
        return number(parts.group(first)) * 3600 + number(parts.group(first + 1)) * 60 + number(parts.group(first + 2));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
