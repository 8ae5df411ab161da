package io.isotherm.cli.sync;

/**
 * What is read of a table: itself, or one of its partitions.
 *
 * @param name with its schema, quoted, behind ONLY where that is possible
 * @param pages its size, 0 if it has no pages of its own, as a view
 */
record Relation(String name, long pages) {
    boolean hasPages() {
        return pages > 0;
    }
}
