package io.isotherm.job.sink.table;

import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which column of a hot table has the values of which column of a shape: the one with its number ({@link ColumnMark}),
 * else the one with its name. Where the newest row has another name for a number than the table, the table's column is
 * to be renamed.
 */
final class ColumnBinding {
    /** What becomes of a column that has another name in newer rows. */
    enum Mode {
        /** It is renamed, if ClickHouse can do that. */
        RENAME,
        /** It stays without a number, and a column of the new name gets it. */
        ADD,
        /** It stays, and takes the values. */
        KEEP
    }

    /** @param mark that the column gets */
    record Rename(ExistingColumn from, ColumnMark mark) {
        String to() {
            return mark.name();
        }
    }

    private final ExistingTable existing;
    private final List<Column> shape;
    private final BigInteger newest;
    private final Mode mode;

    /** The table's column by the shape's. */
    private final Map<String, String> targets = new HashMap<>();

    private final List<Rename> renames = new ArrayList<>();
    private final Map<String, String> comments = new LinkedHashMap<>();
    private BigInteger until;

    private ColumnBinding(ExistingTable existing, List<Column> shape, BigInteger newest, Mode mode) {
        this.existing = existing;
        this.shape = shape;
        this.newest = newest;
        this.mode = mode;
    }

    /** @param newest the highest version of the shape's rows at hand */
    static ColumnBinding of(ExistingTable existing, List<Column> shape, BigInteger newest, Mode mode) {
        ColumnBinding binding = new ColumnBinding(existing, shape, newest, mode);
        Map<Column, ExistingColumn> renamed = binding.bindByNumber();
        if (mode == Mode.RENAME) {
            binding.planRenames(renamed);
        }
        renamed.values().forEach(old -> binding.comments.put(old.name(), ""));
        binding.bindByName();
        return binding;
    }

    /** To be made before anything else; then the table is to be bound anew. */
    List<Rename> renames() {
        return List.copyOf(renames);
    }

    /** Whether a column of the table is to get another name, or another number. */
    boolean changesNames() {
        return !renames.isEmpty() || !comments.isEmpty();
    }

    /** Comments that columns of the table are to get, by their names. */
    Map<String, String> comments() {
        return Map.copyOf(comments);
    }

    /** The table's column, there or to be added; null if the table has none for it any more. */
    String target(Column column) {
        return targets.get(column.name());
    }

    /** The shape's columns that the table has or is to get, under the table's names. */
    List<Column> columns() {
        return shape.stream()
                .filter(column -> target(column) != null)
                .map(column -> column.named(target(column)))
                .toList();
    }

    /** The highest version of rows that this is for; null if it is for all. */
    BigInteger until() {
        return until;
    }

    /** @return columns that have other names in the table than in newer rows */
    private Map<Column, ExistingColumn> bindByNumber() {
        Map<Integer, ExistingColumn> numbered = new HashMap<>();
        for (ExistingColumn column : existing.columns()) {
            column.mark().ifPresent(mark -> numbered.put(mark.number(), column));
        }
        Map<Column, ExistingColumn> renamed = new LinkedHashMap<>();
        for (Column column : shape) {
            ExistingColumn old = numbered.get(column.number());
            if (old == null) {
                continue;
            }
            if (old.name().equals(column.name())) {
                targets.put(column.name(), old.name());
            } else if (isNewerThan(old)) {
                renamed.put(column, old);
            } else if (fits(column, old)) {
                targets.put(column.name(), old.name());
                holdUntil(old);
            }
        }
        return renamed;
    }

    /** A table that was dropped and made again under its name begins anew with its numbers. */
    private static boolean fits(Column column, ExistingColumn old) {
        return TypeWidening.union(old.type(), column.clickHouseType()).isPresent();
    }

    /** Whether what the rows call a column counts. */
    private boolean isNewerThan(ExistingColumn column) {
        return mode != Mode.KEEP
                && column.mark()
                        .filter(mark -> newest.compareTo(mark.since()) > 0)
                        .isPresent();
    }

    private void holdUntil(ExistingColumn column) {
        if (mode != Mode.KEEP) {
            BigInteger since = column.mark().map(ColumnMark::since).orElse(BigInteger.ZERO);
            until = until == null ? since : until.min(since);
        }
    }

    /** Those of a circle are left: each new name is one that rows on their way may still mean the other column by. */
    private void planRenames(Map<Column, ExistingColumn> renamed) {
        Set<String> taken = new HashSet<>();
        existing.columns().forEach(column -> taken.add(column.name()));
        boolean any = true;
        while (any) {
            any = renamed.entrySet().removeIf(entry -> {
                Column column = entry.getKey();
                ExistingColumn old = entry.getValue();
                boolean hasOtherDefault =
                        !old.defaultKind().isEmpty() && !old.defaultKind().equals("DEFAULT");
                if (old.key() || hasOtherDefault || !fits(column, old) || taken.contains(column.name())) {
                    return false;
                }
                taken.remove(old.name());
                taken.add(column.name());
                targets.put(column.name(), old.name());
                return renames.add(new Rename(old, markOf(column)));
            });
        }
    }

    /** Whether a column of the table has the number, and is to keep it. */
    private boolean isMarked(int number) {
        return existing.columns().stream()
                .anyMatch(column -> !comments.containsKey(column.name())
                        && column.mark().filter(mark -> mark.number() == number).isPresent());
    }

    private ColumnMark markOf(Column column) {
        return new ColumnMark(column.number(), column.name(), newest);
    }

    private void bindByName() {
        Set<String> used = new HashSet<>(targets.values());
        for (Column column : shape) {
            if (target(column) != null) {
                continue;
            }
            ExistingColumn same = existing.column(column.name()).orElse(null);
            boolean isNamed = same == null || column.number() == 0 || mode == Mode.KEEP;
            boolean isOfAnother = !isNamed && same.mark().isPresent();
            if (isOfAnother && !isNewerThan(same)) {
                holdUntil(same);
            } else if (used.add(column.name())) {
                targets.put(column.name(), column.name());
                boolean isFree = !isNamed && same.comment().isEmpty() && !isMarked(column.number());
                if (isOfAnother || isFree) {
                    comments.put(same.name(), markOf(column).comment());
                }
            }
        }
    }
}
