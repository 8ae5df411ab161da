package io.isotherm.cli.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Which rows are read, in which pieces.
 *
 * @param condition of the rows, or the empty string for all
 * @param parts behind FROM, each with its pages
 */
record ReadPlan(String condition, List<Part> parts) {
    private static final int MOST_PAGES = 16_384;
    private static final int FEWEST_PAGES = 1_024;
    private static final int PARTS = 64;
    /** From this version on Postgres reads a range of pages without looking at the others. */
    private static final int RANGE_SCANS = 140_000;

    /** @param range of pages, or the empty string */
    record Part(String relation, String range, long pages) {}

    /**
     * @param found whether an index finds the rows of the condition, so that ranges of pages would only be in the way
     */
    static ReadPlan of(SyncedTable table, String condition, boolean found, int serverVersion) {
        List<Part> parts = new ArrayList<>();
        long size = Math.max(FEWEST_PAGES, Math.min(MOST_PAGES, table.pages() / PARTS));
        for (Relation relation : table.relations()) {
            if (found || !relation.hasPages() || relation.pages() <= size || serverVersion < RANGE_SCANS) {
                parts.add(new Part(relation.name(), "", relation.pages()));
                continue;
            }
            for (long page = 0; page < relation.pages(); page += size) {
                boolean isLast = page + size >= relation.pages();
                String range = "t.ctid >= '(" + page + ",0)'::tid"
                        + (isLast ? "" : " AND t.ctid < '(" + (page + size) + ",0)'::tid");
                parts.add(new Part(relation.name(), range, Math.min(size, relation.pages() - page)));
            }
        }
        return new ReadPlan(condition, parts);
    }

    Queue<Part> queue() {
        return new ArrayDeque<>(parts);
    }

    String query(Part part, String selectList) {
        List<String> conditions = new ArrayList<>();
        if (!part.range().isEmpty()) {
            conditions.add(part.range());
        }
        if (!condition.isEmpty()) {
            conditions.add(condition);
        }
        return "SELECT " + selectList + " FROM " + part.relation() + " AS t"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    long pages() {
        return parts.stream().mapToLong(Part::pages).sum();
    }
}
