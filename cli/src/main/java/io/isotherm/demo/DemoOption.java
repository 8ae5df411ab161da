package io.isotherm.demo;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A number that the seed of a demo takes on the command line as {@code --name}.
 *
 * @param standard what it is unless given; null if it must be given
 * @param most the largest value, or null
 */
public record DemoOption(String name, String description, BigDecimal standard, BigDecimal most) {

    /** The setting of the session that SQL reads it from. */
    String setting() {
        return "isotherm." + name.replace('-', '_');
    }

    /** What is wrong with a value, or nothing. Only an option whose standard has decimals takes decimals. */
    public Optional<String> problemWith(BigDecimal value) {
        boolean whole = standard == null || standard.scale() <= 0;
        if (value.signum() < 0
                || (most != null && value.compareTo(most) > 0)
                || (whole && value.stripTrailingZeros().scale() > 0)) {
            return Optional.of("--" + name + " is " + value.toPlainString() + ", expected a "
                    + (whole ? "whole number" : "number") + " from 0"
                    + (most == null ? "" : " to " + most.toPlainString()));
        }
        return Optional.empty();
    }
}
