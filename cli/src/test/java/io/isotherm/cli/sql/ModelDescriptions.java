package io.isotherm.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isotherm.cli.dbt.DbtProject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** The descriptions of models and columns beside what ClickHouse has of them. */
final class ModelDescriptions {
    private ModelDescriptions() {}

    /** Every built model has a description, a grain, and exactly the columns that are described. */
    static void assertComplete(Lakehouse lakehouse) throws IOException, InterruptedException {
        JsonNode manifest = new ObjectMapper()
                .readTree(new DbtProject(lakehouse.settings())
                        .targetFolder()
                        .resolve("manifest.json")
                        .toFile());
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode node : manifest.path("nodes")) {
            if (!node.path("resource_type").asText().equals("model")) {
                continue;
            }
            String name = node.path("name").asText();
            softly.assertThat(node.path("description").asText()).as(name).isNotBlank();
            List<String> meta = new ArrayList<>();
            node.path("config").path("meta").fieldNames().forEachRemaining(meta::add);
            softly.assertThat(meta).as(name).contains("grain", "key", "partition", "rerun");
            List<String> documented = new ArrayList<>();
            node.path("columns").fieldNames().forEachRemaining(documented::add);
            softly.assertThat(documented)
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(lakehouse
                            .query("SELECT name FROM system.columns WHERE table = '" + name + "' AND database = '"
                                    + node.path("schema").asText() + "'")
                            .lines()
                            .toList());
            softly.assertThat(documented).as(name).noneMatch(column -> column.contains("password"));
        }
        softly.assertAll();
    }
}
