package io.isotherm.cli.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {
    @Test
    void splitsAScriptIntoStatements() {
        String script = """
                -- comment; with a semicolon
                CREATE DATABASE a COMMENT 'one; two';
                CREATE TABLE b
                (x Int8);
                """;

        assertThat(SqlScript.statements(script))
                .containsExactly("CREATE DATABASE a COMMENT 'one; two'", "CREATE TABLE b\n(x Int8)");
    }
}
