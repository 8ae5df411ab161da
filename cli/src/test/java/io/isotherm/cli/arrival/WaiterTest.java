package io.isotherm.cli.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.source.SourceProgress.Slot;
import io.isotherm.cli.waiting.Deadline;
import io.isotherm.cli.waiting.Stall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a wait says of a source that has not handed over its changes. */
class WaiterTest {
    private final List<String> said = new ArrayList<>();
    private final Stall stall = new Stall(Deadline.in(Duration.ofMinutes(1)), said::add);

    @Test
    void namesTheConnectorOfADatabaseAsConnectKnowsIt() {
        explain("FAILED", Optional.of(new Slot(true, false, 0, "reserved")));

        assertThat(said).singleElement().asString().contains("connector isotherm-pet_shop is FAILED");
    }

    @Test
    void namesWhatTheSlotLacks() {
        explain("RUNNING", Optional.empty());
        explain("RUNNING", Optional.of(new Slot(false, false, 0, "lost")));
        explain("RUNNING", Optional.of(new Slot(false, false, 0, "reserved")));
        explain("RUNNING", Optional.of(new Slot(true, false, 4711, "reserved")));

        assertThat(said).hasSize(4);
        assertThat(said.get(0)).contains("no replication slot isotherm_pet_shop");
        assertThat(said.get(1)).contains("has removed the log");
        assertThat(said.get(2)).contains("nothing reads").contains("the last error of the connector is out of memory");
        assertThat(said.get(3)).contains("Kafka has yet to acknowledge");
    }

    private void explain(String connectorState, Optional<Slot> slot) {
        Waiter.explain(
                "pet_shop", "isotherm_pet_shop", slot, connectorState, stall, () -> Optional.of("out of memory"));
    }
}
