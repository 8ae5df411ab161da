package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Confluent's converter as local mode installs it, and a server that answers what a registry answers in trouble. */
class RetryingConverterITCase {
    private static final String AVRO = "io.confluent.connect.avro.AvroConverter";

    private static ClassLoader plugin;

    private HttpServer registry;
    private volatile int status = 200;
    private volatile String answer = "{\"id\":1}";

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        plugin = new ConnectPlugin(
                Installed.component("debezium").resolve("confluent-avro-converter"),
                Installed.component("kafka").resolve("libs"));
    }

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void registryThatIsNotThereIsAskedAgain() {
        Converter converter = converter();
        registry.stop(0);

        assertThatThrownBy(() -> convert(converter))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("schema registry does not answer")
                .hasMessageContaining("Connection refused");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 502, 503, 504})
    void registryThatSaysLaterIsAskedAgain(int later) {
        Converter converter = converter();
        status = later;
        answer = "{\"error_code\":" + later + ",\"message\":\"later\"}";
        assertThatThrownBy(() -> convert(converter)).isInstanceOf(RetriableException.class);

        status = 200;
        answer = "{\"id\":7}";

        assertThat(convert(converter)).startsWith(0, 0, 0, 0, 7);
    }

    /** What stands before a registry has error pages of its own. */
    @Test
    void proxyWithoutARegistryBehindItIsAskedAgain() {
        status = 503;
        answer = "<html>no backend</html>";

        assertThatThrownBy(() -> convert(converter())).isInstanceOf(RetriableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422, 500})
    void whatTheRegistryRefusesIsRefused(int refused) {
        status = refused;
        answer = "{\"error_code\":" + refused + "01,\"message\":\"no schema\"}";

        assertThatThrownBy(() -> convert(converter())).isNotInstanceOf(RetriableException.class);
    }

    @Test
    void converterThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> converter("com.example.NoSuchConverter"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("com.example.NoSuchConverter");
    }

    private static byte[] convert(Converter converter) {
        return converter.fromConnectData("shop.public.orders", Schema.STRING_SCHEMA, "text");
    }

    private Converter converter() {
        return converter(AVRO);
    }

    private Converter converter(String name) {
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        try {
            Converter converter = (Converter) plugin.loadClass(RetryingConverter.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            converter.configure(Map.of("converter", name, "schema.registry.url", url), false);
            return converter;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
