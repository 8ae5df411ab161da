package io.isotherm.job.sink.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks for all tables at once when the first is looked at, and answers from that while a job starts. With hundreds of
 * tables the server is otherwise asked thousands of times. The first look is over as soon as something is changed
 * through this, the server contradicts, or a minute has passed. Then every table is read by itself. A table that is not
 * among the first ones is read by itself too.
 *
 * <p>An answer may be a minute old. That does no harm: the server refuses rows that do not fit. Thread-safe.
 */
public final class FirstLook implements TableCatalog {
    private static final long LASTS_NANOS = Duration.ofMinutes(1).toNanos();

    private final TableCatalog server;
    private final List<String> databases;
    /** Null before the first look; empty once it is over. */
    private Map<Name, ExistingTable> known;

    private long since;

    public FirstLook(TableCatalog server, List<String> databases) {
        this.server = server;
        this.databases = databases;
    }

    @Override
    public Map<Name, ExistingTable> read(Collection<Name> names) {
        Map<Name, ExistingTable> first = known();
        Map<Name, ExistingTable> found = new HashMap<>();
        List<Name> others = new ArrayList<>();
        for (Name name : names) {
            ExistingTable table = first.get(name);
            if (table == null) {
                others.add(name);
            } else {
                found.put(name, table);
            }
        }
        if (!others.isEmpty()) {
            found.putAll(server.read(others));
        }
        return found;
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
    public Set<String> inserting(String table) {
        return server.inserting(table);
    }

    @Override
    public <T> T alone(Name name, Supplier<T> work) {
        return server.alone(name, () -> {
            distrust(name);
            return work.get();
        });
    }

    @Override
    public boolean mayRename(Name name) {
        return server.mayRename(name);
    }

    @Override
    public synchronized void distrust() {
        known = Map.of();
    }

    @Override
    public synchronized boolean distrust(Name name) {
        if (known == null || !known.containsKey(name)) {
            return false;
        }
        Map<Name, ExistingTable> others = new HashMap<>(known);
        others.remove(name);
        known = others;
        return true;
    }
}
