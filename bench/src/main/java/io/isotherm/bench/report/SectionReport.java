package io.isotherm.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a section found: written to {@code <folder>/<section>.json} and {@code .svg}, and printed.
 *
 * @param figures everything, conditions included
 * @param ratios on one line
 */
public record SectionReport(String section, ObjectNode figures, Table table, BarChart chart, String ratios) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public void publish(Path folder, PrintWriter out) throws IOException {
        Files.createDirectories(folder);
        Path json = folder.resolve(section + ".json");
        Files.writeString(json, JSON.writeValueAsString(figures) + "\n");
        chart.write(folder.resolve(section + ".svg"));
        out.println();
        out.print(table);
        out.println("conditions: " + Conditions.line((ObjectNode) figures.path("conditions")));
        out.println(section + ": " + ratios);
        out.flush();
    }
}
