package io.isotherm.demo.traffic;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs the operations of a mix at a steady rate over one connection, one transaction each, until it is stopped or its
 * time is over. While Postgres is away it keeps trying to come back; then it repeats the operation that was cut off.
 * {@link #run()} belongs to one thread, {@link #stop()} may come from any.
 */
public final class TrafficGenerator {
    private static final Duration LARGEST_LAG = Duration.ofSeconds(10);
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
    private static final int IDLE_STEPS_BEFORE_PAUSE = 100;
    private static final int FAILURES_BEFORE_END = 20;

    private final Supplier<Connection> connections;
    private final TrafficMix mix;
    private final TrafficPlan plan;
    private final TrafficStateFile stateFile;
    private final OperationSequence sequence;
    private final Pacer pacer;
    private final TrafficProgress progress;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Connection connection;
    private TrafficSession session;
    private long index;
    private long stateWrittenNanos;
    private int idleSteps;
    private int failuresInARow;

    /** @param connections opens a connection to the demo database or throws a {@link CliException} */
    public TrafficGenerator(
            Supplier<Connection> connections, TrafficMix mix, TrafficPlan plan, TrafficStateFile stateFile) {
        this.connections = connections;
        this.mix = mix;
        this.plan = plan;
        this.stateFile = stateFile;
        this.sequence = new OperationSequence(mix.weights(), plan.seed());
        this.pacer = new Pacer(plan.changesPerSecond(), plan.interval(), LARGEST_LAG, System::nanoTime);
        this.progress = new TrafficProgress(plan, Clock.systemUTC());
    }

    /**
     * Returns when it was stopped or its time is over.
     *
     * @return the row changes made
     * @throws CliException if it cannot connect at the start, or Postgres refuses one operation after the other
     */
    public long run() throws InterruptedException {
        long startNanos = System.nanoTime();
        try {
            connection = connect();
            while (!isOver(startNanos)) {
                long wait = pacer.nanosUntilDue();
                if (wait > 0) {
                    pause(Duration.ofNanos(Math.min(wait, STATE_INTERVAL.toNanos())));
                } else {
                    step();
                }
                if (System.nanoTime() - stateWrittenNanos >= STATE_INTERVAL.toNanos()) {
                    writeState(connection == null ? TrafficStateFile.RECONNECTING : TrafficStateFile.RUNNING);
                }
            }
            return progress.changes();
        } finally {
            closeConnection();
            writeState(TrafficStateFile.STOPPED);
            ended.countDown();
        }
    }

    /** Lets {@link #run()} end after the transaction it is in, and waits for that as long as given. */
    public void stop(Duration longest) throws InterruptedException {
        requestStop();
        ended.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The same without waiting. */
    void requestStop() {
        stopRequested.countDown();
    }

    private boolean isOver(long startNanos) {
        boolean timeIsUp = !plan.duration().isZero()
                && System.nanoTime() - startNanos >= plan.duration().toNanos();
        return timeIsUp || stopRequested.getCount() == 0;
    }

    private void pause(Duration longest) throws InterruptedException {
        stopRequested.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void step() throws InterruptedException {
        if (connection == null && !reconnect()) {
            pause(RETRY_INTERVAL);
            return;
        }
        OperationSequence.Step step = sequence.at(index);
        try {
            TrafficSession.Outcome outcome = session.run(step.operation(), step.random(), plan.batch());
            connection.commit();
            index++;
            failuresInARow = 0;
            pacer.spent(outcome.changes());
            progress.done(step.operation(), outcome.changes(), outcome.rolledBack());
            pauseWhenIdle(outcome.changes());
        } catch (SQLException e) {
            recover(step.operation(), e);
        }
    }

    /** Nothing to change at all, for example in tables that were emptied: no reason to keep a core busy. */
    private void pauseWhenIdle(long changes) throws InterruptedException {
        idleSteps = changes > 0 ? 0 : idleSteps + 1;
        if (idleSteps >= IDLE_STEPS_BEFORE_PAUSE) {
            progress.problem("found no rows to change; is the demo data there? ./isotherm seed");
            pause(STATE_INTERVAL);
        }
    }

    private Connection connect() {
        Connection opened = connections.get();
        try (Statement statement = opened.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            opened.setAutoCommit(false);
            session = new TrafficSession(opened, mix);
            opened.commit();
            return opened;
        } catch (SQLException e) {
            throw CliException.cannotRun(
                    "lost the new connection to Postgres: " + Cause.of(e), "check ./isotherm status", e);
        }
    }

    private boolean reconnect() {
        try {
            connection = connect();
            return true;
        } catch (CliException e) {
            progress.problem(e.getMessage());
            return false;
        }
    }

    /** A lost connection is opened again and the operation repeated; what Postgres refuses is counted and left out. */
    private void recover(String operation, SQLException failure) {
        String problem = operation + ": " + failure.getMessage();
        if (isUsableAfterRollback()) {
            progress.failed(problem);
            failuresInARow++;
            index++;
            if (failuresInARow == FAILURES_BEFORE_END) {
                throw CliException.failed(
                        "the last " + FAILURES_BEFORE_END + " operations failed, " + problem,
                        "check the demo tables with ./isotherm doctor and ./isotherm logs postgres",
                        failure);
            }
        } else {
            progress.reconnected();
            progress.problem(problem);
            closeConnection();
        }
    }

    private boolean isUsableAfterRollback() {
        try {
            connection.rollback();
            return connection.isValid((int) RETRY_INTERVAL.plus(STATE_INTERVAL).toSeconds());
        } catch (SQLException e) {
            return false;
        }
    }

    private void closeConnection() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            progress.problem("closing the connection: " + Cause.of(e));
        }
        connection = null;
    }

    private void writeState(String state) {
        stateWrittenNanos = System.nanoTime();
        stateFile.write(progress.toJson(state, pacer.changesGivenUp()));
    }
}
