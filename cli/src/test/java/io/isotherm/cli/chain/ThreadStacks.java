package io.isotherm.cli.chain;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A stack for each thread of the tests: classes run one after another on a thread, and so on its stack. */
final class ThreadStacks {
    private static final Map<Thread, TestStack> STACKS = new HashMap<>();
    private static int started;

    private ThreadStacks() {}

    /** The one of this thread, started if there is none. */
    static TestStack get() throws IOException {
        Optional<TestStack> stack = known();
        return stack.isPresent() ? stack.get() : start();
    }

    /** A new one in the place of the one of this thread. */
    static TestStack renew() throws IOException {
        known().ifPresent(stack -> stack.isotherm("down"));
        return start();
    }

    /** Threads of a pool end when they have nothing to do; what one has left goes to the next. */
    private static synchronized Optional<TestStack> known() {
        Thread thread = Thread.currentThread();
        Optional<Thread> owner = STACKS.containsKey(thread)
                ? Optional.of(thread)
                : STACKS.keySet().stream().filter(other -> !other.isAlive()).findFirst();
        owner.ifPresent(other -> STACKS.put(thread, STACKS.remove(other)));
        return owner.map(other -> STACKS.get(thread));
    }

    /** Not synchronized: it takes minutes, in which the other thread goes on. A stranger's path may have a space. */
    private static TestStack start() throws IOException {
        TestStack stack = TestStack.ofItsOwn("chain " + nextNumber());
        keep(stack);
        return stack;
    }

    private static synchronized int nextNumber() {
        started++;
        return started;
    }

    private static synchronized void keep(TestStack stack) {
        STACKS.put(Thread.currentThread(), stack);
    }
}
