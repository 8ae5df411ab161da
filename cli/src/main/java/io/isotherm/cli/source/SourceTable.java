package io.isotherm.cli.source;

import io.isotherm.job.config.PartitionBy;
import io.isotherm.job.config.TableSettings;
import io.isotherm.job.schema.PostgresTypes;
import io.isotherm.job.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A table as the source's catalog describes it.
 *
 * @param keys what tells its rows apart
 * @param identities how the old row of a change is named: one of an ordinary table, one of each partition that holds
 *     rows
 * @param children tables that inherit from it as {@code schema.table}; its partitions are none
 * @param hidesRows whether row-level security may hide rows from Debezium's role
 */
record SourceTable(
        TableId id,
        List<Column> columns,
        Keys keys,
        List<Identity> identities,
        List<String> children,
        boolean hidesRows) {

    /** An ordinary table with Postgres' defaults. */
    SourceTable(TableId id, List<Column> columns, List<String> keyColumns) {
        this(
                id,
                columns,
                Keys.primary(keyColumns),
                List.of(new Identity(id.qualifiedName(), Identity.DEFAULT, keyColumns, false, false)),
                List.of(),
                false);
    }

    /**
     * @param columns of the key by which the table is replicated, in its order; empty if there is none
     * @param isDeclared whether {@code tables.yaml} names them, or the replica identity; the primary key does otherwise
     * @param unique indexes that let no two rows have one key at any time
     */
    record Keys(List<String> columns, boolean isDeclared, List<UniqueIndex> unique) {
        static Keys primary(List<String> columns) {
            return new Keys(columns, false, List.of());
        }

        /** The index that has these columns and no others. */
        Optional<UniqueIndex> uniqueOn(List<String> names) {
            return unique.stream()
                    .filter(index -> Set.copyOf(index.columns()).equals(Set.copyOf(names)))
                    .findFirst();
        }

        /** What to call the key in a sentence. */
        String noun() {
            return isDeclared ? "declared key" : "primary key";
        }
    }

    /** A unique index that is valid, covers all rows, and is checked with every change of a row. */
    record UniqueIndex(String name, List<String> columns) {}

    /**
     * What Postgres writes of the old row when a row is changed.
     *
     * @param holder the table or partition as {@code schema.table}
     * @param kind {@code relreplident}, unless it is unlogged
     * @param columns of the index that it stands on; empty if there is none that can be used, or the kind needs none
     * @param refusesGenerated whether Postgres refuses changes if a generated column is among what it writes
     * @param keyIsDeferrable whether the primary key is checked at the end of a statement, or later
     */
    record Identity(String holder, char kind, List<String> columns, boolean refusesGenerated, boolean keyIsDeferrable) {
        static final char DEFAULT = 'd';
        static final char FULL = 'f';
        static final char INDEX = 'i';
        static final char NOTHING = 'n';
        /** It writes nothing at all. */
        static final char UNLOGGED = 'u';
    }

    /**
     * @param type the type's name as {@code format_type} prints it
     * @param baseType {@code typname} of the type, of a domain that of the type below it
     * @param kind {@code typtype} of that type: b base, e enum, c composite, r range, m multirange, p pseudo, x hidden
     * @param isGenerated whether Postgres computes it from other columns, and so does not send it
     * @param isRequired whether no row has NULL there
     */
    record Column(String name, String type, String baseType, char kind, boolean isGenerated, boolean isRequired) {
        /** Debezium, which has the name alone, takes it for the type that hides it. */
        static final char HIDDEN = 'x';

        private static final Set<String> TEXTS = Set.of("bpchar", "varchar", "text", "citext");

        Column(String name, String type, String baseType, char kind) {
            this(name, type, baseType, kind, false, false);
        }

        /** Whether its values arrive as the text that they are. */
        boolean isText() {
            return kind == 'b' && TEXTS.contains(baseType);
        }

        /** What it is to {@code partition_by}. */
        PartitionBy.Kind dayKind() {
            return switch (baseType) {
                case "date", "timestamp", "timestamptz" -> PartitionBy.Kind.DATE_OR_TIMESTAMP;
                case "int4" -> PartitionBy.Kind.INT4;
                case "int8" -> PartitionBy.Kind.INT8;
                default -> PartitionBy.Kind.OTHER;
            };
        }

        boolean hasOwnForm() {
            return PostgresTypes.hasOwnForm(base(), kind == 'e');
        }

        /** Whether its values arrive as the text that Postgres prints. */
        boolean arrivesAsText() {
            return !isHidden() && PostgresTypes.arrivesAsText(base(), kind == 'e');
        }

        boolean isHidden() {
            return kind == HIDDEN;
        }

        private String base() {
            return kind == 'b' ? baseType : "";
        }
    }

    /**
     * The same with the key that {@code tables.yaml} names, if it names one. A table without a primary key has the one
     * that its owner made the replica identity: Postgres takes only an index for it that tells rows apart.
     */
    SourceTable keyedBy(List<String> declared) {
        List<String> other = declared.isEmpty() && keys.columns().isEmpty() ? identityIndex() : declared;
        Keys chosen = other.isEmpty() ? keys : new Keys(other, true, keys.unique());
        return new SourceTable(id, columns, chosen, identities, children, hidesRows);
    }

    /** Partitions may each have another, so those of a partitioned table count for nothing. */
    private List<String> identityIndex() {
        return identities.stream()
                .filter(identity ->
                        identity.kind() == Identity.INDEX && identity.holder().equals(id.qualifiedName()))
                .flatMap(identity -> keys.uniqueOn(identity.columns()).stream())
                .findFirst()
                .map(UniqueIndex::columns)
                .orElse(List.of());
    }

    /** Columns of the key in its order; empty if there is none. */
    List<String> keyColumns() {
        return keys.columns();
    }

    /** Columns that leave the source as they are. */
    List<String> openColumns(TableSettings settings) {
        return columns.stream()
                .map(Column::name)
                .filter(column ->
                        !settings.exclude().contains(column) && !settings.hash().contains(column))
                .toList();
    }

    /** Names of those that Postgres computes and does not send, sorted. */
    Set<String> generatedColumns() {
        return columns.stream()
                .filter(Column::isGenerated)
                .map(Column::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean hasColumn(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }
}
