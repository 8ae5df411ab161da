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

class HistoryViewSqlTest {
    private static final Path ARCHIVE_TESTS = Path.of("../airflow-docker/tests");

    private final RowShape orders = Shapes.of("shop.public.orders")
            .column("region", "LowCardinality(String)")
            .column("id", "Int64")
            .nullable("v", "String")
            .key(1, 0)
            .build();
    private final ExistingTable table = table("String");

    private static ExistingTable table(String typeOfV) {
        List<ExistingColumn> columns = Stream.of(
                        "region", "id", "v", "_version", "_is_deleted", "_committed_at", "_ingested_at")
                .map(name -> new ExistingColumn(name, name.equals("v") ? typeOfV : "Int64", false))
                .toList();
        return new ExistingTable(
                "ReplacingMergeTree", "id, region, _version", "toYYYYMMDD(_committed_at)", "", columns);
    }

    private BronzeView view(ExistingTable hot, Optional<ExistingTable> cold) {
        return new BronzeViewSql(TargetTable.history(orders), "hot", hot, cold).view();
    }

    private BronzeView asOf(ExistingTable hot) {
        return new AsOfViewSql(TargetTable.history(orders), hot).view();
    }

    @Test
    void areTheViewsThatTheArchiveIsTestedWith() throws IOException {
        assertThat(withoutComment(view(table, Optional.of(table)).create()))
                .isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("history-view.sql")));
        assertThat(withoutComment(asOf(table).create()))
                .isEqualTo(Files.readString(ARCHIVE_TESTS.resolve("as-of-view.sql")));
    }

    private static String withoutComment(String sql) {
        return sql.substring(0, sql.indexOf("\nCOMMENT") + 1);
    }

    @Test
    void needReplacingWhenATypeOrTheFormChanges() {
        String comment = view(table, Optional.of(table)).comment();

        assertThat(view(table("Int32"), Optional.of(table)).comment()).isNotEqualTo(comment);
        assertThat(view(table, Optional.empty()).comment()).isNotEqualTo(comment);
        assertThat(view(table, Optional.of(table)).comment()).isEqualTo(comment);
        assertThat(asOf(table("Int32")).comment()).isNotEqualTo(asOf(table).comment());
    }
}
