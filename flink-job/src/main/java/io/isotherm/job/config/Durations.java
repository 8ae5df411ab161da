package io.isotherm.job.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they stand in {@code tables.yaml}, such as {@code 30s}, {@code 15m}, {@code 2h} or {@code 1d}. */
final class Durations {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})([smhd])");

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
