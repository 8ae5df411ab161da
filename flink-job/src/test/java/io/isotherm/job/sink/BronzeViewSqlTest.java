package io.isotherm.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.sink.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.TableCatalog.ExistingTable;
import io.isotherm.job.table.RowShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BronzeViewSqlTest {
    private static final Path ARCHIVE_TESTS = Path.of("../airflow-docker/tests");

    private final RowShape orders = Shapes.of("shop.public.orders")
            .column("region", "LowCardinality(String)")
            .column("id", "Int64")
            .nullable("created_at", "DateTime64(6, 'UTC')")
            .nullable("v", "String")
            .column("amount", "Decimal(12, 2)")
            .key(1, 0)
            .partitionedBy(2)
            .build();
    private final ExistingTable table = table("String");

    private static ExistingTable table(String typeOfV) {
        List<ExistingColumn> columns = Stream.of(
                        "region",
                        "id",
                        "created_at",
                        "v",
                        "amount",
                        "_version",
                        "_is_deleted",
                        "_committed_at",
                        "_ingested_at")
                .map(name -> new ExistingColumn(name, typeOf(name, typeOfV), false))
                .toList();
        return new ExistingTable("ReplacingMergeTree", "id, region", "toYYYYMMDD(created_at)", "", columns);
    }

    private static String typeOf(String column, String typeOfV) {
        return switch (column) {
            case "v" -> typeOfV;
            case "region" -> "LowCardinality(String)";
            default -> "Int64";
        };
    }

    private ByKeyViewSql byKey(ExistingTable hot, Optional<ExistingTable> cold) {
        return new ByKeyViewSql(TargetTable.latest(orders), "hot", hot, cold);
    }

    @Test
    void areTheViewsThatTheArchiveIsTestedWith() throws IOException {
        String view = new BronzeViewSql(TargetTable.latest(orders), "hot", table, Optional.of(table)).create("bronze");

        assertThat(withoutComment(view)).isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("bronze-view.sql")));
        assertThat(withoutComment(byKey(table, Optional.of(table)).create("bronze")))
                .isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("by-key-view.sql")));
    }

    private static String withoutComment(String sql) {
        return sql.substring(0, sql.indexOf("\nCOMMENT") + 1);
    }

    @Test
    void theViewByKeyNeedsReplacingWhenATypeOrTheFormChanges() {
        String fingerprint = byKey(table, Optional.of(table)).fingerprint();

        assertThat(fingerprint).startsWith("One live row by its key: (id = ..., region = ...). ");
        assertThat(byKey(table("Int32"), Optional.of(table)).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(byKey(table, Optional.empty()).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(byKey(table, Optional.of(table)).fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    void needsReplacingWhenATypeOrTheFormChanges() {
        BronzeViewSql archived = new BronzeViewSql(TargetTable.latest(orders), "hot", table, Optional.of(table));

        assertThat(new BronzeViewSql(TargetTable.latest(orders), "hot", table("Int32"), Optional.of(table))
                        .fingerprint())
                .isNotEqualTo(archived.fingerprint());
        assertThat(new BronzeViewSql(TargetTable.latest(orders), "hot", table, Optional.empty()).fingerprint())
                .isNotEqualTo(archived.fingerprint());
        assertThat(new BronzeViewSql(TargetTable.latest(orders), "hot", table, Optional.of(table)).fingerprint())
                .isEqualTo(archived.fingerprint());
    }
}
