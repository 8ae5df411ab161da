package io.isotherm.job.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for all tables at once when the first is looked at, and answers from that while a job starts: with hundreds of tables the
 * server is otherwise asked thousands of times. Over as soon as something is changed through this, the server contradicts, or a
 * minute has passed; then every table is read by itself. A table that is not among the first ones is read by itself too.
 *
 * <p>An answer may be that old. Who relies on it finds out: the server refuses rows that do not fit. Thread-safe.
 */
final class FirstLook implements TableCatalog {
    private static final long LASTS_NANOS = Duration.ofMinutes(1).toNanos();

    private final TableCatalog server;
    private final List<String> databases;
    /** Null before the first look; empty once it is over. */
    private Map<Name, ExistingTable> known;

    private long since;

    FirstLook(TableCatalog server, List<String> databases) {
        this.server = server;
        this.databases = databases;
    }

    @Override
    public Optional<ExistingTable> read(String database, String table) {
        ExistingTable first = known().get(new Name(database, table));
        return first == null ? server.read(database, table) : Optional.of(first);
    }

    private synchronized Map<Name, ExistingTable> known() {
        if (known == null) {
            since = System.nanoTime();
            known = server.readAll(databases);
        } else if (!known.isEmpty() && System.nanoTime() - since > LASTS_NANOS) {
            known = Map.of();
        }
        return known;
    }

    @Override
    public Map<Name, ExistingTable> readAll(Collection<String> wanted) {
        return server.readAll(wanted);
    }

    @Override
    public void execute(String ddl) {
        distrust();
        server.execute(ddl);
        distrust();
    }

    @Override
    public synchronized void distrust() {
        known = Map.of();
    }
}
