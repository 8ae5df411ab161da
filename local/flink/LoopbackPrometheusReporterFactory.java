package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's Prometheus endpoint, on the loopback interface only. Flink's own reporter listens on every interface and has
 * no setting for it; the metrics are those of its base class, whose registry is visible in its package only. Setting:
 * {@code port}.
 */
public final class LoopbackPrometheusReporterFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties settings) {
        return new LoopbackPrometheusReporter(Integer.parseInt(settings.getProperty("port")));
    }

    private static final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {
        private final HTTPServer server;

        LoopbackPrometheusReporter(int port) {
            try {
                boolean daemon = true;
                server = new HTTPServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), registry, daemon);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot offer metrics on 127.0.0.1:" + port, e);
            }
        }

        @Override
        public void close() {
            server.stop();
            super.close();
        }
    }
}
