package io.isotherm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void jsonHasTheFiveFieldsWithNullForWhatIsNotThere() throws JsonProcessingException {
        String json = StatusCommand.asJson(List.of(
                new ServiceStatus("kafka", State.RUNNING, 4711L, 9092, "127.0.0.1:9092"),
                new ServiceStatus("traffic", State.STOPPED, null, null, null)));

        JsonNode list = new ObjectMapper().readTree(json);

        assertThat(list.get(0).toString())
                .isEqualTo("{\"service\":\"kafka\",\"state\":\"running\",\"pid\":4711,\"port\":9092,"
                        + "\"url\":\"127.0.0.1:9092\"}");
        assertThat(list.get(1).toString())
                .isEqualTo("{\"service\":\"traffic\",\"state\":\"stopped\",\"pid\":null,\"port\":null,\"url\":null}");
    }
}
