package io.isotherm.job.sink.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.sink.table.TargetTable;
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

    private BronzeView view(ExistingTable hot, Optional<ExistingTable> cold) {
        return new BronzeViewSql(TargetTable.latest(orders), "hot", hot, cold).view();
    }

    private BronzeView byKey(ExistingTable hot, Optional<ExistingTable> cold) {
        return new ByKeyViewSql(TargetTable.latest(orders), "hot", hot, cold).view();
    }

    @Test
    void areTheViewsThatTheArchiveIsTestedWith() throws IOException {
        assertThat(withoutComment(view(table, Optional.of(table)).create()))
                .isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("bronze-view.sql")));
        assertThat(withoutComment(byKey(table, Optional.of(table)).create()))
                .isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("by-key-view.sql")));
    }

    private static String withoutComment(String sql) {
        return sql.substring(0, sql.indexOf("\nCOMMENT") + 1);
    }

    @Test
    void theViewByKeyNeedsReplacingWhenATypeOrTheFormChanges() {
        String comment = byKey(table, Optional.of(table)).comment();

        assertThat(comment).startsWith("One live row by its key: (id = ..., region = ...). ");
        assertThat(byKey(table("Int32"), Optional.of(table)).comment()).isNotEqualTo(comment);
        assertThat(byKey(table, Optional.empty()).comment()).isNotEqualTo(comment);
        assertThat(byKey(table, Optional.of(table)).comment()).isEqualTo(comment);
    }

    @Test
    void needsReplacingWhenATypeOrTheFormChanges() {
        String comment = view(table, Optional.of(table)).comment();

        assertThat(view(table("Int32"), Optional.of(table)).comment()).isNotEqualTo(comment);
        assertThat(view(table, Optional.empty()).comment()).isNotEqualTo(comment);
        assertThat(view(table, Optional.of(table)).comment()).isEqualTo(comment);
    }
}
