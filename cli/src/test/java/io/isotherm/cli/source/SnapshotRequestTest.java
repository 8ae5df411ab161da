package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotRequestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COUPONS =
            "{'incremental_snapshot_collections_id':'public.coupons','incremental_snapshot_collections_additional_condition':'',"
                    + "'incremental_snapshot_collections_surrogate_key':''}";

    @Test
    void addsTheTablesAndLeavesThePosition() throws Exception {
        JsonNode offsets = offsets("{\"lsn\":4711}");

        SnapshotRequest.add(offsets, List.of("public.coupons"));

        JsonNode offset = offsets.at("/offsets/0/offset");
        assertThat(offset.get("lsn").asLong()).isEqualTo(4711);
        assertThat(collections(offset)).isEqualTo("[" + COUPONS + "]");
    }

    @Test
    void aTableThatIsStillToBeReadStaysWhereItIs() throws Exception {
        JsonNode offsets = offsets("{}");
        SnapshotRequest.add(offsets, List.of("public.coupons"));

        SnapshotRequest.add(offsets, List.of("public.letters", "public.coupons"));

        assertThat(collections(offsets.at("/offsets/0/offset")))
                .isEqualTo("[" + COUPONS + "," + COUPONS.replace("coupons", "letters") + "]");
    }

    /** Rows of one condition say nothing of those of another, and all rows are those of each. */
    @Test
    void rowsThatAreToBeReadAlreadyAreNotReadTwice() throws Exception {
        JsonNode offsets = offsets("{}");
        List<String> coupons = List.of("public.coupons");
        RowCondition old = RowCondition.where("year < 2020");

        SnapshotRequest.add(offsets, coupons, old);
        SnapshotRequest.add(offsets, coupons, old);
        SnapshotRequest.add(offsets, coupons, RowCondition.where("year > 2025"));
        SnapshotRequest.add(offsets, coupons);
        SnapshotRequest.add(offsets, coupons, RowCondition.where("year = 2022"));

        assertThat(collections(offsets.at("/offsets/0/offset")))
                .isEqualTo("[" + withCondition("(year < 2020\\n)") + "," + withCondition("(year > 2025\\n)") + ","
                        + COUPONS + "]");
    }

    private static String withCondition(String sql) {
        return COUPONS.replace("condition':''", "condition':'" + sql + "'");
    }

    @Test
    void aConnectorThatHasNotBegunReadsEverythingAnyway() throws Exception {
        JsonNode offsets = JSON.readTree("{\"offsets\":[]}");

        SnapshotRequest.add(offsets, List.of("public.coupons"));

        assertThat(offsets.toString()).isEqualTo("{\"offsets\":[]}");
    }

    private static JsonNode offsets(String offset) throws Exception {
        return JSON.readTree("{\"offsets\":[{\"partition\":{\"server\":\"shop\"},\"offset\":" + offset + "}]}");
    }

    private static String collections(JsonNode offset) {
        return offset.get("incremental_snapshot_collections").asText().replace('"', '\'');
    }
}
