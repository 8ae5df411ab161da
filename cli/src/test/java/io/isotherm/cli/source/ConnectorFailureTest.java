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

    /** As with a default of NaN, which is no JSON. */
    @Test
    void namesTheColumnBehindWhichTheSchemaIsNoJson() {
        assertThat(ConnectorFailure.describe(refusal(
                        "{\"type\":\"record\",\"name\":\"Value\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"},"
                                + "{\"name\":\"ratio\",\"type\":\"double\",\"default\":NaN},{\"name\":\"note\",\"type\":\"string\"}]}",
                        "Failed to discover artifact type from content.")))
                .startsWith("table public.measures, column ratio: ");
    }

    /** As Confluent's registry answers where a rule of compatibility was set. */
    @Test
    void namesTheColumnWhosePlaceTheRegistryGives() {
        assertThat(ConnectorFailure.describe(refusal(
                        "{\"type\":\"record\",\"name\":\"Envelope\",\"fields\":[{\"name\":\"before\",\"type\":[\"null\","
                                + "{\"type\":\"record\",\"name\":\"Value\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"},"
                                + "{\"name\":\"price\",\"type\":\"string\"}]}]}]}",
                        "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type/1/fields/1/type') of a"
                                + " field in the new schema does not match with the old schema'}")))
                .startsWith("table public.measures, column price: ");
    }

    private static String refusal(String schema, String reason) {
        return "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n"
                + "Caused by: org.apache.kafka.connect.errors.DataException: Failed to serialize Avro data from topic"
                + " ecommerce.public.measures :\n"
                + "Caused by: org.apache.kafka.common.errors.SerializationException: Error registering Avro schema"
                + schema + "\n"
                + "Caused by: io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: " + reason
                + "\n\tat io.confluent.kafka.schemaregistry.client.rest.RestService.send(RestService.java:1)\n";
    }

    @Test
    void leavesOtherCausesAsTheyAre() {
        assertThat(ConnectorFailure.describe("x.Y: outer\n\tat a.b(C.java)\nCaused by: z.Z: no route to host\n"))
                .isEqualTo("z.Z: no route to host");
    }
}
