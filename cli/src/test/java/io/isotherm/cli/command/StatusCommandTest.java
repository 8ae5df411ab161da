package io.isotherm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.pipeline.Alert;
import io.isotherm.cli.pipeline.Runbook;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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

    @ParameterizedTest
    @CsvSource({
        "--watch --json, --watch is for people: leave out --json",
        "--watch=5 --metrics, --watch is for people: leave out --metrics",
        "--alerts --tables, --alerts alone or with --json: leave out --tables",
        "--watch=0, --watch is at least 1 second"
    })
    void refusesToWatchWhatNobodyLooksAt(String options, String message) {
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new StatusCommand()).setErr(new PrintWriter(errors));
        assertThat(command.execute(options.split(" "))).isEqualTo(2);
        assertThat(errors.toString()).startsWith(message);
    }

    @Test
    void alertsAreSentencesWithTheirRunbooks() throws JsonProcessingException {
        JsonNode list = new ObjectMapper()
                .readTree(StatusCommand.alertsAsJson(List.of(new Alert("shop: 2 dead letters", Runbook.DEAD_LETTERS))));

        assertThat(list.get(0).toString())
                .isEqualTo("{\"what\":\"shop: 2 dead letters\","
                        + "\"runbook\":\"docs/operations.md#there-are-dead-letters\"}");
    }

    @Test
    void aPageTakesThePlaceOfTheLastOneOnATerminalOnly() {
        assertThat(page(true)).startsWith(Terminal.CLEAR + "status  20").endsWith("\nkafka\n");
        assertThat(page(false)).startsWith("status  20").endsWith("\nkafka\n\n");
    }

    private static String page(boolean toTerminal) {
        StringWriter text = new StringWriter();
        Terminal.printPage(new PrintWriter(text), toTerminal, "status", page -> page.println("kafka"));
        return text.toString();
    }
}
