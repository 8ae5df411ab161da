package io.isotherm.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.isotherm.job.config.SourceSettings.Server;
import io.isotherm.job.config.SourceSettings.Tls;
import org.junit.jupiter.api.Test;

class SourceKeysTest {
    private static TablesConfig parse(String source) {
        return TablesConfig.parse(
                "tables.yaml", "sources: {shop: {tables: [public.*]}, other: {tables: [public.*], " + source + "}}");
    }

    private static void assertRefused(String source, String problem) {
        assertThatThrownBy(() -> parse(source))
                .asInstanceOf(type(ConfigException.class))
                .satisfies(e -> assertThat(e.getMessage()).contains(problem));
    }

    @Test
    void aSourceIsStreamedUnlessItSaysOtherwise() {
        TablesConfig config = parse("mode: stream");

        assertThat(config.streamedDatabases()).containsExactly("shop", "other");
        assertThat(config.batchDatabases()).isEmpty();
        assertThat(config.sourceOf("shop")).isEqualTo(SourceSettings.STREAM);
        assertThat(config.sourceOf("in no file")).isEqualTo(SourceSettings.STREAM);
    }

    @Test
    void aBatchSourceHasNoTopics() {
        TablesConfig config = parse("mode: batch, sync: {schedule: 30m}");

        assertThat(config.streamedDatabases()).containsExactly("shop");
        assertThat(config.batchDatabases()).containsExactly("other");
        assertThat(config.topicPattern().matcher("shop.public.a").matches()).isTrue();
        assertThat(config.topicPattern().matcher("other.public.a").matches()).isFalse();
    }

    @Test
    void aBatchSourceMayBeOnAnotherServer() {
        assertThat(parse("mode: batch, server: {host: db.example.com, user: reader}")
                        .sourceOf("other")
                        .server())
                .isEqualTo(new Server("db.example.com", 5432, "other", "reader", Tls.VERIFY_FULL, null));
        assertThat(parse(
                                "mode: batch, server: {host: h, port: 6543, database: app, user: u, tls: verify-ca, ca_file: /ca}")
                        .sourceOf("other")
                        .server())
                .isEqualTo(new Server("h", 6543, "app", "u", Tls.VERIFY_CA, "/ca"));
    }

    @Test
    void namesWhatIsWrong() {
        assertRefused("mode: bach", "sources.other.mode: 'bach' is not one of stream, batch");
        assertRefused("server: {host: h, user: u}", "sources.other.server: needs 'mode: batch'");
        assertRefused("mode: batch, server: h", "sources.other.server: is not a mapping");
        assertRefused("mode: batch, server: {host: h}", "sources.other.server.user: is missing");
        assertRefused("mode: batch, server: {hots: h, host: h, user: u}", "unknown key 'hots'");
        assertRefused(
                "mode: batch, server: {host: h, user: u, port: 0}", "sources.other.server.port: '0' is not a port");
        assertRefused("mode: batch, server: {host: h, user: u, tls: on}", "'on' is not one of disable, require");
        assertRefused("mode: batch, server: {host: h, user: u, ca_file: ca}", "ca_file: 'ca' is not an absolute path");
        assertRefused(
                "mode: batch, server: {host: h, user: u, password: secret}",
                "no password stands in this file; write it to the file secrets/source_other_password");
        assertRefused("sync: {watermark: updated_at}", "sources.other.sync: is not {schedule: 30m}");
        assertRefused("sync: {schedule: often}", "sources.other.sync.schedule: 'often' is neither a cron expression");
    }

    @Test
    void aPasswordIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> parse("mode: batch, server: {host: h, user: u, password: hunter2}"))
                .hasMessageNotContaining("hunter2");
    }
}
