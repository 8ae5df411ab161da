package io.isotherm.cli.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.CliException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficMixParserTest {

    private static TrafficMix parse(String yaml) {
        return new TrafficMixParser("traffic.yaml").parse(yaml);
    }

    @Test
    void shippedFileNamesEveryOperation() {
        TrafficMix mix = TrafficMix.read(Path.of("../demo/ecommerce/traffic.yaml"));

        assertThat(mix.weights().keySet()).isEqualTo(Operations.BY_NAME.keySet());
        assertThat(mix.rowsToKeep()).containsKeys("users", "orders", "products");
    }

    @Test
    void weightsOfZeroAreLeftOut() {
        TrafficMix mix = parse("{operations: {place_order: 2, sign_up: 0, edit_review: 0.5}, keep: {users: 7}}");

        assertThat(mix.weights())
                .containsOnly(java.util.Map.entry("place_order", 2.0), java.util.Map.entry("edit_review", 0.5));
        assertThat(mix.rowsToKeep()).containsOnly(java.util.Map.entry("users", 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {operations: {place_ordr: 1}}             | unknown operation place_ordr (did you mean place_order?)
            {operations: {place_order: 1, xyzzy: 1}}  | unknown operation xyzzy (one of add_category, add_product,
            {operation: {place_order: 1}}             | unknown key operation (did you mean operations?)
            {operations: {place_order: -1}}           | the weight of place_order is -1, expected a number from 0
            {operations: {place_order: .nan}}         | the weight of place_order is NaN, expected a number from 0
            {operations: {place_order: often}}        | the weight of place_order is often, expected a number from 0
            {operations: {place_order: 0}}            | no operation has a weight above 0
            {keep: {users: 5}}                        | no operation has a weight above 0
            {operations: [place_order]}               | operations is not a list of "name: value" lines
            {operations: {sign_up: 1}, keep: {user: 5}} | unknown table user (did you mean users?)
            {operations: {sign_up: 1}, keep: {users: 1.5}} | the rows to keep of users are 1.5, expected a whole number from 0
            {operations: {sign_up: 1, sign_up: 2}}    | traffic.yaml is not valid YAML
            {operations: {                            | traffic.yaml is not valid YAML
            just text                                 | the file is not a list of "name: value" lines
            """)
    void mistakesAreNamed(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(CliException.class).hasMessageContaining(message);
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThatThrownBy(() -> parse("{operations: {sing_up: 1, edit_review: x}, keeps: {}}"))
                .hasMessageContaining("sign_up")
                .hasMessageContaining("edit_review")
                .hasMessageContaining("keeps");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> TrafficMix.read(Path.of("target/no-such-traffic.yaml")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("no-such-traffic.yaml");
    }
}
