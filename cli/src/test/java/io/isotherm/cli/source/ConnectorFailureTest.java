package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectorFailureTest {
    @Test
    void namesTheTableThatTheRegistryDoesNot() {
        String trace = """
                org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
                \tat org.apache.kafka.connect.runtime.Worker.run(Worker.java:1)
                Caused by: org.apache.kafka.connect.errors.DataException: Failed to serialize Avro data from topic ecommerce.public.measures :
                \tat io.confluent.connect.avro.AvroConverter.fromConnectData(AvroConverter.java:1)
                Caused by: org.apache.kafka.common.errors.SerializationException: Error registering Avro schema{"type":"record","name":"Value","fields":[{"name":"id","type":{"type":"int","connect.parameters":{"__debezium.source.column.name":"id"}}}]}
                Caused by: io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: Failed to discover artifact type from content.; error code: 42201
                \tat io.confluent.kafka.schemaregistry.client.rest.RestService.send(RestService.java:1)
                """;

        assertThat(ConnectorFailure.describe(trace))
                .startsWith("table public.measures: ")
                .contains("Failed to discover artifact type from content.");
    }

    @Test
    void leavesOtherCausesAsTheyAre() {
        assertThat(ConnectorFailure.describe("x.Y: outer\n\tat a.b(C.java)\nCaused by: z.Z: no route to host\n"))
                .isEqualTo("z.Z: no route to host");
    }
}
