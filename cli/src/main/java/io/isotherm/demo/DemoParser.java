package io.isotherm.demo;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks {@code demo.yaml}. */
final class DemoParser {
    private final Path folder;
    private final CheckedYaml yaml;

    DemoParser(Path folder) {
        this.folder = folder;
        this.yaml = new CheckedYaml(folder.resolve(Demo.FILE).toString());
    }

    Demo parse() {
        Map<String, Object> document = yaml.document(
                CheckedYaml.read(folder.resolve(Demo.FILE)),
                "description",
                "tables",
                "complete",
                "scale",
                "options",
                "additions",
                "statistics");
        List<String> tables = new ArrayList<>();
        yaml.list("tables", document.get("tables")).forEach(table -> tables.add(yaml.text("a table", table)));
        if (tables.isEmpty()) {
            yaml.problem("tables names none");
        }
        Map<String, List<DemoOption>> additions = new LinkedHashMap<>();
        yaml.map("additions", document.get("additions"))
                .forEach((name, value) -> additions.put(name, options("additions." + name, value)));
        Map<String, String> statistics = new LinkedHashMap<>();
        yaml.map("statistics", document.get("statistics"))
                .forEach((title, sql) -> statistics.put(title, yaml.text("statistics." + title, sql)));
        Object complete = document.get("complete");
        Demo demo = new Demo(
                folder,
                yaml.text("description", document.get("description")),
                tables,
                complete == null ? null : yaml.text("complete", complete),
                yaml.text("scale", document.get("scale")),
                options("options", document.get("options")),
                additions,
                statistics);
        yaml.finish();
        return demo;
    }

    private List<DemoOption> options(String path, Object value) {
        List<DemoOption> options = new ArrayList<>();
        yaml.map(path, value).forEach((name, settings) -> {
            String at = path + "." + name;
            Map<String, Object> keys = yaml.map(at, settings, List.of("description", "default", "most"));
            if (!name.matches("[a-z]+(-[a-z]+)*")) {
                yaml.problem(at + " is no name of an option: lower-case letters and hyphens");
            }
            options.add(new DemoOption(
                    name,
                    yaml.text(at + ".description", keys.get("description")),
                    number(at + ".default", keys.get("default")),
                    number(at + ".most", keys.get("most"))));
        });
        return options;
    }

    private BigDecimal number(String path, Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        yaml.problem(path + " is " + value + ", expected a number");
        return null;
    }
}
