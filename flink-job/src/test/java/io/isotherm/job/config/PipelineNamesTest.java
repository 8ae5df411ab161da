package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Written out once more, because running systems have them. */
class PipelineNamesTest {
    @Test
    void runningSystemsAreFoundByTheSameNames() {
        assertThat(PipelineNames.JOB).isEqualTo("isotherm");
        assertThat(PipelineNames.CONSUMER_GROUP).isEqualTo("isotherm");
        assertThat(PipelineNames.DEAD_LETTERS).isEqualTo("isotherm.dead-letters");
        assertThat(PipelineNames.SETTLED_DEAD_LETTERS).isEqualTo("isotherm.dead-letters.settled");
        assertThat(PipelineNames.SIGNALS).isEqualTo("isotherm.signals");
        assertThat(PipelineNames.EPOCH_HEADER).isEqualTo("isotherm.epoch");
        assertThat(PipelineNames.connector("pet_shop")).isEqualTo("isotherm-pet_shop");
        assertThat(PipelineNames.slot("pet_shop")).isEqualTo("isotherm_pet_shop");
        assertThat(PipelineNames.publication("pet_shop")).isEqualTo("isotherm_pet_shop");
    }
}
