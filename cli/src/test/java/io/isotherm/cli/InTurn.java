package io.isotherm.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;

/**
 * For integration tests on a stack. Each thread of the tests has one ({@code cli/pom.xml}), and a class has it for
 * itself until the class ends. They begin behind all others: a stack costs processor time from its first class on.
 */
@Order(InTurn.AT_LAST)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InTurn {
    int AT_LAST = Order.DEFAULT + 2;

    /** For the one that needs a new stack, before the stack is that of the others. */
    int ON_A_NEW_STACK = AT_LAST - 1;
}
