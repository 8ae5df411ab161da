package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.clickhouse.client.api.ServerException;
import io.isotherm.job.sink.Shapes;
import io.isotherm.job.sink.table.TableCatalog.ExistingColumn;
import io.isotherm.job.sink.table.TableCatalog.ExistingTable;
import io.isotherm.job.table.Column;
import io.isotherm.job.table.ColumnType;
import io.isotherm.job.table.RowShape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaHistoryTest {
    private static final RowShape SHAPE =
            Shapes.of("shop.public.o'neil").column("id", "Int64").build();
    private static final TargetTable TABLE = TargetTable.latest(SHAPE);
    private static final List<SchemaChange> CHANGES = List.of(SchemaChange.created("CREATE TABLE 'x'"));

    @Test
    void namesAreQuoted() {
        Server server = new Server(0);

        new SchemaHistory(server).record(TABLE, CHANGES, "CREATE TABLE 'x'");

        assertThat(server.statements)
                .singleElement()
                .asString()
                .contains("'shop', 'public', 'o\\'neil', 'shop_o\\'neil', 'create', ''", "'CREATE TABLE \\'x\\''");
    }

    @Test
    void aServerWithoutTheTableOrTheGrantStopsNoRows() {
        for (int code : new int[] {60, 81, 497}) {
            assertThatCode(() -> new SchemaHistory(new Server(code)).record(TABLE, CHANGES, "CREATE"))
                    .doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> new SchemaHistory(new Server(241)).record(TABLE, CHANGES, "CREATE"))
                .isInstanceOf(ServerException.class);
    }

    @Test
    void aColumnThatComesWithUnknownValuesIsDoubtful() {
        Column id = SHAPE.columns().get(0);
        ColumnType type = new ColumnType("UUID", 16);
        ExistingTable existing =
                new ExistingTable("MergeTree", "id", "", "", List.of(new ExistingColumn("id", "Int64", true)));

        assertThat(SchemaChange.between(
                        existing,
                        List.of(
                                id,
                                new Column("known", type, true, null, false),
                                new Column("rewritten", type, true, null, false, new Column.Origin(0, true))),
                        BigInteger.ZERO))
                .extracting(SchemaChange::column, SchemaChange::doubtful)
                .containsExactly(tuple("known", false), tuple("rewritten", true));
    }

    /** @param code of the error that every statement is refused with; 0 for none */
    private record Server(int code, List<String> statements) implements TableCatalog {
        Server(int code) {
            this(code, new ArrayList<>());
        }

        @Override
        public Map<Name, ExistingTable> read(Collection<Name> names) {
            return Map.of();
        }

        @Override
        public Map<Name, ExistingTable> readAll(Collection<String> databases) {
            return Map.of();
        }

        @Override
        public void execute(String ddl) {
            if (code != 0) {
                throw new ServerException(code, "refused", 500, "query");
            }
            statements.add(ddl);
        }
    }
}
