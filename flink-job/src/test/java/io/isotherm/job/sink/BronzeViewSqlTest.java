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
    private static final Path VIEW_OF_ARCHIVE_TESTS = Path.of("../airflow-docker/tests/bronze-view.sql");

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
                .map(name -> new ExistingColumn(name, name.equals("v") ? typeOfV : "Int64", false))
                .toList();
        return new ExistingTable("ReplacingMergeTree", "id, region", "toYYYYMMDD(created_at)", "", columns);
    }

    @Test
    void isTheViewThatTheArchiveIsTestedWith() throws IOException {
        String view = new BronzeViewSql(TargetTable.latest(orders), "hot", table, Optional.of(table)).create("bronze");

        assertThat(view.substring(0, view.indexOf("\nCOMMENT")))
                .isEqualTo(Files.readString(VIEW_OF_ARCHIVE_TESTS).stripTrailing());
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
