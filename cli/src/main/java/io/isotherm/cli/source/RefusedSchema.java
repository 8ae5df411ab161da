package io.isotherm.cli.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the column that a schema registry means. Its refusal names none: it gives the place in the schema at best, and
 * the converter around it has that schema in its message.
 */
final class RefusedSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SCHEMA = Pattern.compile("registering Avro schema:? ?(\\{.*)");

    /** As in Confluent's answer about a rule of compatibility. */
    private static final Pattern PLACE = Pattern.compile("'(/fields/[0-9A-Za-z/]+)'");

    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");

    private RefusedSchema() {}

    /** @param trace of Java, with the refusal and what is around it */
    static Optional<String> column(String trace) {
        Matcher message = SCHEMA.matcher(trace);
        if (!message.find()) {
            return Optional.empty();
        }
        String schema = message.group(1);
        try {
            JsonNode root = JSON.readTree(schema);
            Matcher place = PLACE.matcher(trace);
            return place.find() ? innermostName(root, JsonPointer.compile(place.group(1))) : Optional.empty();
        } catch (JsonProcessingException e) {
            return lastName(schema.substring(0, (int) e.getLocation().getCharOffset()));
        }
    }

    /** Of a default that is no JSON, as NaN is none. */
    private static Optional<String> lastName(String read) {
        Matcher names = NAME.matcher(read);
        String last = null;
        while (names.find()) {
            last = names.group(1);
        }
        return Optional.ofNullable(last);
    }

    private static Optional<String> innermostName(JsonNode root, JsonPointer place) {
        String name = null;
        JsonNode node = root;
        for (JsonPointer rest = place; !rest.matches(); rest = rest.tail()) {
            node = rest.mayMatchElement() && node.isArray()
                    ? node.path(rest.getMatchingIndex())
                    : node.path(rest.getMatchingProperty());
            // the name of a record is no column's
            if (node.has("name") && !node.has("fields")) {
                name = node.get("name").asText();
            }
        }
        return Optional.ofNullable(name);
    }
}
