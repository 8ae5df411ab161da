package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.job.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotStateTest {
    private static final TableId COUPONS = new TableId("shop", "public", "coupons");
    private static final TableId LETTERS = new TableId("shop", "public", "letters");

    @Test
    void aConnectorWithoutOffsetsIsStillToReadEverything() throws Exception {
        assertThat(SnapshotState.of(offsets("")).reads(COUPONS)).isTrue();
    }

    @Test
    void theFirstSnapshotReadsEveryTableUntilItsLastRow() throws Exception {
        assertThat(SnapshotState.of(offsets(entry("\"snapshot\":\"INITIAL\",\"snapshot_completed\":false")))
                        .reads(COUPONS))
                .isTrue();
        assertThat(SnapshotState.of(offsets(entry("\"snapshot\":\"INITIAL\",\"snapshot_completed\":true")))
                        .reads(COUPONS))
                .isFalse();
        assertThat(SnapshotState.of(offsets(entry("\"lsn\":1"))).reads(COUPONS)).isFalse();
    }

    @Test
    void tablesThatWereAddedAreReadUntilTheyLeaveTheOffset() throws Exception {
        JsonNode offsets = offsets(entry("\"snapshot\":\"INCREMENTAL\",\"snapshot_completed\":false"));
        assertThat(SnapshotState.of(offsets).reads(COUPONS)).isFalse();
        SnapshotRequest.add(offsets, List.of("public.coupons", "public.letters"));
        assertThat(SnapshotState.of(offsets).reads(COUPONS)).isTrue();

        SnapshotRequest.remove(offsets, List.of("public.coupons"));

        assertThat(SnapshotState.of(offsets).reads(COUPONS)).isFalse();
        assertThat(SnapshotState.of(offsets).reads(LETTERS)).isTrue();
    }

    private static String entry(String offset) {
        return "{\"partition\":{\"server\":\"shop\"},\"offset\":{" + offset + "}}";
    }

    private static JsonNode offsets(String entries) throws Exception {
        return new ObjectMapper().readTree("{\"offsets\":[" + entries + "]}");
    }
}
