package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

class FirstReadTest {
    private static final LogSequenceNumber PUBLISHED = LogSequenceNumber.valueOf(1000);

    /** A start begins behind the last complete transaction, however far the one after it was sent. */
    @Test
    void theEndOfACompleteTransactionHasToBePast() throws Exception {
        assertThat(hasPassed("\"lsn\": 1200, \"lsn_proc\": 1100, \"lsn_commit\": 999"))
                .isFalse();
        assertThat(hasPassed("\"lsn\": 1200, \"lsn_proc\": 1100, \"lsn_commit\": 1000"))
                .isTrue();
        assertThat(hasPassed("\"lsn\": 900, \"lsn_proc\": 900, \"lsn_commit\": 1008"))
                .isTrue();
    }

    @Test
    void noneWasCompleteYet() throws Exception {
        assertThat(hasPassed("\"lsn\": 1200, \"lsn_proc\": 1100")).isFalse();
    }

    /** It begins anew from the slot, which is older. */
    @Test
    void aFirstSnapshotThatIsNotOverIsBefore() throws Exception {
        assertThat(hasPassed("\"snapshot\": \"INITIAL\", \"lsn\": 1200, \"lsn_commit\": 1200"))
                .isFalse();
        assertThat(FirstRead.hasPassed(new ObjectMapper().readTree("{\"offsets\": []}"), PUBLISHED))
                .isFalse();
    }

    private static boolean hasPassed(String offset) throws JsonProcessingException {
        return FirstRead.hasPassed(
                new ObjectMapper()
                        .readTree("{\"offsets\": [{\"partition\": {\"server\": \"shop\"}, \"offset\": {" + offset
                                + "}}]}"),
                PUBLISHED);
    }
}
