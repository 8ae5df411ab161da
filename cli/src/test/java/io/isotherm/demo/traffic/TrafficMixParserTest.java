package io.isotherm.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import io.isotherm.demo.Demo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrafficMixParserTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String START =
            "{rows: {users: {of: users.user_id}, open: {of: orders.id, where: closed IS NULL}}, operations: ";

    private static TrafficMix parse(String yaml) {
        return new TrafficMixParser("traffic.yaml", List.of("users", "orders")).parse(yaml);
    }

    static Stream<String> demos() {
        return Demo.names(ROOT).stream();
    }

    @ParameterizedTest
    @MethodSource("demos")
    void filesOfTheRepositoryAreValid(String demo) {
        assertThat(TrafficMix.read(Demo.named(ROOT, demo)).weights()).isNotEmpty();
    }

    @Test
    void rowsOfStatementsAreTakenByTheBatchUnlessTheOperationSaysOtherwise() {
        Operation operation = parse(
                        START
                                + "{close: {weight: 2, take: {users: 3 * batch}, run: [UPDATE orders SET closed = now() WHERE id = ANY (:open)]}}}")
                .operations()
                .get("close");

        assertThat(operation.takes())
                .containsOnly(
                        Map.entry("users", new Amount(3, true, Integer.MAX_VALUE)), Map.entry("open", Amount.BATCH));
        assertThat(operation.takes().get("users").of(5)).isEqualTo(15);
        assertThat(operation.steps())
                .containsExactly(new Operation.Statement(
                        new NamedSql("UPDATE orders SET closed = now() WHERE id = ANY (?)", List.of("open")), null, 1));
    }

    @Test
    void operationsWithoutAWeightAreForOthersOnly() {
        assertThat(parse(START + "{a: {run: SELECT 1}, b: {weight: 0.5, run: [{do: a}, rollback]}}}")
                        .weights())
                .containsOnly(Map.entry("b", 0.5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {a: {weight: 1, run: DELETE FROM users WHERE user_id = ANY (:user)}} | unknown rows :user of a; did you mean 'users'?
            {a: {weight: 1, run: SELECT :placed}}        | unknown rows :placed of a
            {a: {weight: 1, run: [{do: aa}]}}            | unknown operation aa of a; did you mean 'a'?
            {a: {weight: 1, run: [{do: b}]}, b: {run: [rollback]}} | a does b, which is more than statements itself
            {a: {weight: -1, run: SELECT 1}}             | the weight of a is -1, expected a number from 0
            {a: {weight: .nan, run: SELECT 1}}           | the weight of a is NaN, expected a number from 0
            {a: {weight: often, run: SELECT 1}}          | the weight of a is often, expected a number from 0
            {a: {weight: 0, run: SELECT 1}}              | no operation has a weight above 0
            {a: {weight: 1}}                             | a does nothing: it has no run
            {a: {weight: 1, take: {users: many}, run: SELECT 1}} | a.take.users is many, expected a number, batch, N * batch or few
            {a: {weight: 1, take: {userz: 1}, run: SELECT 1}} | unknown rows userz of a; did you mean 'users'?
            {a: {weight: 1, spare: {user: 1}, run: SELECT 1}} | unknown table user of a; did you mean 'users'?
            {a: {weight: 1, run: [{times: 0, sql: SELECT 1}]}} | times of a is 0, expected 1 to 1000
            {a: {weigh: 1, run: SELECT 1}}               | unknown key weigh of a; did you mean 'weight'?
            [a]                                          | operations is not a list of "name: value" lines
            {a: {weight: 1, run: SELECT 1}, a: {}}       | traffic.yaml is not valid YAML
            """)
    void mistakesAreNamed(String operations, String message) {
        assertThatThrownBy(() -> parse(START + operations + "}"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {operation: {}}                  | unknown key operation of the file; did you mean 'operations'?
            {rows: {u: {of: user.id}}}       | unknown table user of rows.u; did you mean 'users'?
            {rows: {u: {of: users}}}         | rows.u.of is not table.key
            {keep: {user: 5}}                | unknown table user; did you mean 'users'?
            {keep: {users: 1.5}}             | the rows to keep of users are 1.5, expected a whole number from 0
            {operations: {                   | traffic.yaml is not valid YAML
            just text                        | the file is not a list of "name: value" lines
            """)
    void mistakesOutsideOfOperationsAreNamed(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(CliException.class).hasMessageContaining(message);
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThatThrownBy(() -> parse(START + "{a: {weight: x, run: SELECT :one}, b: {rum: SELECT 1}}}"))
                .hasMessageContaining("weight of a")
                .hasMessageContaining(":one")
                .hasMessageContaining("rum");
    }
}
