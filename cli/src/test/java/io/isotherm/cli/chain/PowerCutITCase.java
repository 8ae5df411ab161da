package io.isotherm.cli.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.cli.InTurn;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The machine loses its power: what no sync has brought to the disk is gone. The stack comes up by itself, and both
 * sides are equal. {@link PowerCutsITCase} does so at every other moment.
 */
@Tag("power")
@TestMethodOrder(OrderAnnotation.class)
@InTurn
class PowerCutITCase {
    private static final int CHECKPOINTS_BEFORE_THE_CUT = 3;

    private static PoweredStack powered;

    @BeforeAll
    static void start() throws Exception {
        powered = PoweredStack.startReplicating();
    }

    @AfterAll
    static void stop() {
        if (powered != null) {
            powered.close();
        }
    }

    @Test
    @Order(1)
    void bothSidesAreEqualAfterACutUnderTraffic() throws Exception {
        TestStack stack = powered.stack();
        int before = powered.checkpoints("completed");
        stack.isotherm("traffic", "start", "--rate", "200");
        await().atMost(Duration.ofMinutes(5))
                .until(() -> powered.checkpoints("completed") >= before + CHECKPOINTS_BEFORE_THE_CUT);

        powered.cutPower();

        assertThat(powered.comesBack()).contains("job ", " runs");
    }

    /** As behind a Kafka that does not sync: the slot has confirmed what Kafka does not have any more. */
    @Test
    @Order(2)
    void aConnectorWhosePositionIsLostGoesOnFromTheSlotAndReadsAllAgain() throws Exception {
        TestStack stack = powered.stack();
        stack.execute("INSERT INTO categories (category_id, name) VALUES (900001, 'deleted unseen')");
        stack.assertEqual();
        stack.supervisor("stop", "connect");
        stack.execute(
                "UPDATE products SET name = 'lost' WHERE product_id <= 20",
                "DELETE FROM categories WHERE category_id = 900001",
                "SELECT pg_replication_slot_advance('isotherm_ecommerce', pg_current_wal_lsn())");

        assertThat(stack.up()).contains("Kafka has lost changes of ecommerce", "all rows of its tables are read again");

        assertThat(stack.run("status", "--tables").output()).containsPattern("ecommerce_products .*loading");
        stack.isotherm("wait", "--timeout", "240");
        assertThat(stack.run("status", "--tables").output()).containsPattern("ecommerce_products .*loaded");
        stack.isotherm("resync", "--delete-surplus", "categories");
        stack.assertEqual();
    }
}
