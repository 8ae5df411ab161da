package io.isotherm.job.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("t").fields().requiredInt("id").endRecord();

    private RegistryServer server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws Exception {
        server = new RegistryServer().with(7, SCHEMA);
        registry = new SchemaRegistry(server.config());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fetchesASchemaOnce() {
        assertThat(registry.get(7)).isEqualTo(SCHEMA);
        assertThat(registry.get(7)).isSameAs(registry.get(7));
        assertThat(server.requests()).isOne();
    }

    @Test
    void anUnknownIdIsNotAskedForAgainAtOnce() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> registry.get(8))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("schema id 8 does not exist at http");
        }
        assertThat(server.requests()).isOne();
    }

    @Test
    void aFailingRegistryIsWaitedFor() {
        server.failNext(2);
        assertThat(registry.get(7)).isEqualTo(SCHEMA);

        server.with("t-key", 7).failNext(1);
        assertThat(registry.awaitLatestId("t-key")).hasValue(7);
        assertThat(registry.awaitLatestId("other-key")).isEmpty();
    }

    @Test
    void anInterruptEndsTheWait() {
        server.close();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> registry.get(7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void somethingOtherThanAvroIsUnknown() {
        server.with(9, "{\"type\":\"object\"}");

        assertThatThrownBy(() -> registry.get(9))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("not an Avro schema");
    }
}
