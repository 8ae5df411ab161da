package io.isotherm.cli.source;

import io.isotherm.cli.source.SourceTable.Identity;
import io.isotherm.cli.source.SourceTable.UniqueIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The traits of a table that would go wrong without an error here: Postgres refuses the source's own changes once such
 * a table is published, or rows arrive under the wrong key or not at all.
 */
final class TraitChecks {
    private static final String REFUSED = ", so Postgres would refuse its UPDATE and DELETE once it is replicated";

    private static final String UNNAMED = ", so a DELETE would not say which row it is";

    private final SourceTable table;
    private final Set<String> generated;
    private final List<TableTrouble> troubles = new ArrayList<>();

    /** @param published whether the table's changes are read already; its rows are there then */
    TraitChecks(SourceTable table, boolean published) {
        this.table = table;
        this.generated = table.generatedColumns();
        generatedKey();
        if (troubles.isEmpty() && isKeyed()) {
            identities();
        }
        unlogged();
        keyWithZone();
        inheritance();
        if (!published) {
            hiddenRows();
            keyOfMoney();
        }
    }

    /** Whether there is a key that an identity could name; one that is declared needs its index. */
    private boolean isKeyed() {
        return !table.keyColumns().isEmpty() && (!table.keys().isDeclared() || index().isPresent());
    }

    private Optional<UniqueIndex> index() {
        return table.keys().uniqueOn(table.keyColumns());
    }

    /** None of them lets the table run on. */
    List<TableTrouble> troubles() {
        return troubles;
    }

    private void generatedKey() {
        table.keyColumns().stream()
                .filter(generated::contains)
                .forEach(column -> add(
                        column,
                        "is generated and part of the " + table.keys().noun() + ", and Postgres does not send it",
                        "ALTER TABLE " + PostgresSource.quotedName(table.id().qualifiedName()) + " ALTER COLUMN "
                                + PostgresSource.quoted(column) + " DROP EXPRESSION, or "
                                + TableTrouble.skip(table.id())));
    }

    /** A query of the parent returns the rows of the children too; the stream has them under the children's names. */
    private void inheritance() {
        if (!table.children().isEmpty()) {
            String first = table.children().get(0);
            int more = table.children().size() - 1;
            add(
                    "",
                    "would take the rows of " + first
                            + (more == 0 ? ", which inherits" : " and " + more + " more, which inherit")
                            + " from it, for its own",
                    TableTrouble.skip(table.id())
                            + "; a table that inherits can be replicated by itself, and a partitioned table as a whole");
        }
    }

    private void unlogged() {
        List<String> holders = table.identities().stream()
                .filter(identity -> identity.kind() == Identity.UNLOGGED)
                .map(Identity::holder)
                .toList();
        if (holders.isEmpty()) {
            return;
        }
        String first = holders.get(0);
        String more = holders.size() == 1 ? "" : " and " + (holders.size() - 1) + " more";
        String which = first.equals(table.id().qualifiedName()) ? "is unlogged" : "has the unlogged partition " + first;
        add(
                "",
                which + more + ", so Postgres writes nothing of its changes to the log",
                "ALTER TABLE " + PostgresSource.quotedName(first) + " SET LOGGED"
                        + (more.isEmpty() ? "" : "; and so for each") + ", or " + TableTrouble.skip(table.id()));
    }

    private void hiddenRows() {
        if (table.hidesRows()) {
            add(
                    "",
                    "has row-level security that may hide rows from role " + PostgresSource.REPLICATION_ROLE,
                    "ALTER ROLE " + PostgresSource.REPLICATION_ROLE + " BYPASSRLS, or CREATE POLICY isotherm ON "
                            + PostgresSource.quotedName(table.id().qualifiedName()) + " FOR SELECT TO "
                            + PostgresSource.REPLICATION_ROLE + ", " + PostgresSource.AUDIT_ROLE + " USING (true)");
        }
    }

    /** Debezium sends the same moment of all zones as one text. */
    private void keyWithZone() {
        keyOf("timetz", "its zone does not arrive: 12:00+01 and 11:00+00 would be one row");
    }

    /** Debezium asks for the rows behind the last key with a number, which Postgres does not compare with money. */
    private void keyOfMoney() {
        keyOf("money", "its rows cannot be read in pieces");
    }

    private void keyOf(String baseType, String consequence) {
        table.columns().stream()
                .filter(column -> column.baseType().equals(baseType))
                .filter(column -> table.keyColumns().contains(column.name()))
                .forEach(column -> add(
                        column.name(),
                        "has the type " + column.type() + " and is part of the "
                                + table.keys().noun() + ", but " + consequence,
                        "give it another key, or " + TableTrouble.skip(table.id())));
    }

    /** Partitions that have the same in their way are one trouble. */
    private void identities() {
        Map<Unfit, List<String>> holders = new LinkedHashMap<>();
        for (Identity identity : table.identities()) {
            Unfit unfit = unfit(identity);
            if (unfit != null) {
                holders.computeIfAbsent(unfit, reason -> new ArrayList<>()).add(identity.holder());
            }
        }
        holders.forEach((unfit, of) -> {
            String first = of.get(0);
            String more = of.size() == 1 ? "" : " and " + (of.size() - 1) + " more";
            boolean isTable = first.equals(table.id().qualifiedName());
            add(
                    "",
                    "has " + unfit.trait() + (isTable ? "" : " in partition " + first + more) + unfit.consequence(),
                    "ALTER TABLE " + PostgresSource.quotedName(first) + " REPLICA IDENTITY " + unfit.remedy()
                            + (more.isEmpty() ? "" : "; and so for each"));
        });
    }

    private record Unfit(String trait, String consequence, String remedy) {}

    /** Null if it is fit. */
    private Unfit unfit(Identity identity) {
        boolean isKey = Set.copyOf(identity.columns()).equals(Set.copyOf(table.keyColumns()));
        if (identity.keyIsDeferrable() && !isKey && !table.keys().isDeclared()) {
            return new Unfit(
                    "a deferrable primary key",
                    ", so one statement can swap the keys of rows, which would be lost",
                    "USING INDEX with a UNIQUE INDEX on the same columns, which lets no keys be swapped, or make the key"
                            + " NOT DEFERRABLE");
        }
        return switch (identity.kind()) {
            case Identity.DEFAULT -> unfitDefault(identity);
            case Identity.FULL ->
                identity.refusesGenerated() && !generated.isEmpty()
                        ? new Unfit(
                                "REPLICA IDENTITY FULL with generated " + columns(generated), REFUSED, remedy(identity))
                        : null;
            case Identity.INDEX -> unfitIndex(identity);
            case Identity.UNLOGGED -> null;
            case Identity.NOTHING -> new Unfit("REPLICA IDENTITY NOTHING", REFUSED, remedy(identity));
            default -> new Unfit("an unknown replica identity " + identity.kind(), REFUSED, remedy(identity));
        };
    }

    private Unfit unfitDefault(Identity identity) {
        Set<String> missing = missing(identity);
        if (missing.isEmpty()) {
            return null;
        }
        if (!identity.columns().isEmpty()) {
            return new Unfit(
                    "a replica identity by its primary key, without key " + columns(missing),
                    UNNAMED,
                    remedy(identity));
        }
        return table.keys().isDeclared()
                ? new Unfit("no replica identity", REFUSED, remedy(identity))
                : new Unfit("a primary key that is not valid", REFUSED, "FULL, or make the key anew");
    }

    /** Columns of the key that an identity does not name. */
    private Set<String> missing(Identity identity) {
        Set<String> missing = new TreeSet<>(table.keyColumns());
        identity.columns().forEach(missing::remove);
        return missing;
    }

    /** A partition has an index of its own, whose name is another. */
    private String remedy(Identity identity) {
        if (!table.keys().isDeclared()) {
            return "DEFAULT";
        }
        return identity.holder().equals(table.id().qualifiedName())
                ? "USING INDEX "
                        + index().map(UniqueIndex::name)
                                .map(PostgresSource::quoted)
                                .orElseThrow()
                : "USING INDEX with its unique index on " + String.join(", ", table.keyColumns());
    }

    private Unfit unfitIndex(Identity identity) {
        if (identity.columns().isEmpty()) {
            return new Unfit("a replica identity by an index that is gone", REFUSED, remedy(identity));
        }
        Set<String> missing = missing(identity);
        if (!missing.isEmpty()) {
            return new Unfit(
                    "a replica identity by an index without key " + columns(missing), UNNAMED, remedy(identity));
        }
        Set<String> unsent = new TreeSet<>(generated);
        unsent.retainAll(identity.columns());
        return identity.refusesGenerated() && !unsent.isEmpty()
                ? new Unfit("a replica identity with generated " + columns(unsent), REFUSED, remedy(identity))
                : null;
    }

    private static String columns(Set<String> names) {
        return (names.size() == 1 ? "column " : "columns ") + String.join(", ", names);
    }

    private void add(String column, String reason, String remedy) {
        troubles.add(TableTrouble.leftOut(table.id(), column, reason, remedy));
    }
}
