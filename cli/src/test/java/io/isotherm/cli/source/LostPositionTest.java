package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

class LostPositionTest {
    private static final LogSequenceNumber CONFIRMED = LogSequenceNumber.valueOf(1000);

    @Test
    void isLostWhenTheSlotHasConfirmedMoreThanAnyOfItsNumbers() throws Exception {
        assertThat(LostPosition.liesBefore(offsets(900, 950), CONFIRMED)).isTrue();
        assertThat(LostPosition.liesBefore(offsets(900, 1000), CONFIRMED)).isFalse();
        assertThat(LostPosition.liesBefore(offsets(1200, 990), CONFIRMED)).isFalse();
    }

    @Test
    void aConnectorThatHasNotBegunHasNoneToLose() throws Exception {
        assertThat(LostPosition.liesBefore(read("{\"offsets\": []}"), CONFIRMED))
                .isFalse();
    }

    @Test
    void goesOnWhereTheSlotIsInWhateverLogThatIs() throws Exception {
        JsonNode offsets = offsets(900, 950);
        ((ObjectNode) offsets.at("/offsets/0/offset")).put("isotherm_log", "7001/1");

        LostPosition.moveTo(offsets, CONFIRMED);

        assertThat(offsets).isEqualTo(offsets(1000, 1000));
    }

    @Test
    void anotherTimelineOrAShorterLogMayNotHaveWhatWasRead() throws Exception {
        JsonNode offsets = offsets(900, 950);
        ((ObjectNode) offsets.at("/offsets/0/offset")).put("isotherm_log", "7001/1");

        assertThat(LostPosition.isOf(log("7001/1", 950), offsets)).isTrue();
        assertThat(LostPosition.isOf(log("7001/1", 949), offsets)).isFalse();
        assertThat(LostPosition.isOf(log("7001/2", 5000), offsets)).isFalse();
        assertThat(LostPosition.isOf(log("8002/1", 5000), offsets)).isFalse();
    }

    /** Offsets of an older release do not say of which log they are. */
    @Test
    void withoutAnIdentifierOnlyALogThatIsTooShortIsAnother() throws Exception {
        assertThat(LostPosition.isOf(log("7001/1", 950), offsets(900, 950))).isTrue();
        assertThat(LostPosition.isOf(log("7001/1", 949), offsets(900, 950))).isFalse();
        assertThat(LostPosition.isOf(log("7001/1", 949), read("{\"offsets\": []}")))
                .isTrue();
    }

    private static WrittenLog log(String id, long end) {
        return new WrittenLog(id, LogSequenceNumber.valueOf(end));
    }

    private static JsonNode offsets(long lsn, long commit) throws JsonProcessingException {
        return read("{\"offsets\": [{\"partition\": {\"server\": \"shop\"}, \"offset\": {\"lsn\": " + lsn
                + ", \"lsn_commit\": " + commit + ", \"txId\": 7}}]}");
    }

    /** Numbers as long as those that are put. */
    private static JsonNode read(String json) throws JsonProcessingException {
        return new ObjectMapper()
                .reader()
                .with(DeserializationFeature.USE_LONG_FOR_INTS)
                .readTree(json);
    }
}
