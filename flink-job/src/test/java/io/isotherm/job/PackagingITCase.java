package io.isotherm.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looks inside the jar that users submit. */
@Tag("static")
class PackagingITCase {

    @Test
    void holdsTheJobAndWhatItNeedsAndNothingOfTheCluster() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> entries = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> !name.endsWith("/"))
                    .toList();

            assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
                    .isEqualTo(IsothermJob.class.getName());
            assertThat(entries)
                    .contains(
                            "io/isotherm/job/IsothermJob.class",
                            "org/apache/flink/connector/kafka/source/KafkaSource.class",
                            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                            "com/clickhouse/client/api/Client.class",
                            "io/isotherm/shaded/jackson/databind/ObjectMapper.class",
                            "io/isotherm/shaded/avro/Schema.class");
            assertThat(entries)
                    .as("classes that the cluster has, or that would clash with its own")
                    .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api")
                            || name.startsWith("org/apache/flink/runtime")
                            || name.startsWith("org/apache/flink/api/common")
                            || name.startsWith("org/slf4j")
                            || name.startsWith("org/apache/logging")
                            || name.startsWith("com/fasterxml")
                            || name.startsWith("org/apache/avro")
                            || name.startsWith("org/apache/commons")
                            || name.startsWith("org/junit")
                            || name.startsWith("org/assertj"));
            assertThat(entries)
                    .filteredOn(name -> name.endsWith(".SF") || name.endsWith(".RSA"))
                    .isEmpty();
            assertThat(entries.stream().distinct().count()).isEqualTo(entries.size());
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("isotherm-job-[0-9.]+\\.jar"))
                    .toList();
            assertThat(jars).as("shaded jars in target").hasSize(1);
            return jars.get(0);
        }
    }
}
