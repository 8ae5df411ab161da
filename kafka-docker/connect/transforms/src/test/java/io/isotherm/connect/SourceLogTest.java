package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.connection.Lsn;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceLogTest {
    private static final SourceLog LOG = new SourceLog("7001", 3, Lsn.valueOf("0/5000000"));
    private static final String HISTORY = """
            1\t0/2000000\tno recovery target specified

            2\t0/3000000\tno recovery target specified
            """;

    @Test
    void theSameLogGoesOnUpToItsEnd() throws Exception {
        assertThat(problem("7001/3", "0/4FFFFFF")).isEmpty();
        assertThat(problem("7001/3", "0/5000000")).isEmpty();
        assertThat(problem("7001/3", "0/5000001")).get().asString().contains("it ends at 0/5000000");
    }

    @Test
    void anOffsetThatDoesNotSayItsLogIsHeldAgainstTheEnd() throws Exception {
        assertThat(problem(null, "0/1")).isEmpty();
        assertThat(problem(null, "0/5000001")).isPresent();
    }

    @Test
    void anotherClusterIsAnotherLog() throws Exception {
        assertThat(problem("7002/3", "0/1")).get().asString().contains("7001", "7002");
    }

    @Test
    void aTimelineGoesOnWhereTheNextBegan() throws Exception {
        assertThat(problem("7001/2", "0/3000000")).isEmpty();
        assertThat(problem("7001/1", "0/2000000")).isEmpty();
        assertThat(problem("7001/2", "0/3000001")).get().asString().contains("timeline 3", "timeline 2");
        assertThat(problem("7001/1", "0/2500000")).isPresent();
        assertThat(problem("7001/4", "0/1"))
                .as("of a server that was promoted further")
                .isPresent();
    }

    private static Optional<String> problem(String id, String furthest) throws SQLException {
        return LOG.problem(id, Lsn.valueOf(furthest).asLong(), timeline -> SourceLog.endOf(timeline, HISTORY));
    }
}
