package io.isotherm.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCatalogTest {
    @TempDir
    private Path root;

    @BeforeEach
    void writeQueries() throws IOException {
        write("demo/bakery/queries/loaves.sql", "SELECT 1");
        write("demo/bakery/queries/flour.sql", "SELECT 2");
        write("demo/garage/queries/flour.sql", "SELECT 3");
        write("demo/README.md", "no folder");
        write("sql/queries/bakery/loaves.sql", "SELECT 4");
        write("sql/queries/everything.sql", "SELECT 5");
        write("sql/queries/notes.txt", "no query");
    }

    @Test
    void listsDemosAndOnesOwn() {
        assertThat(catalog().all(null))
                .extracting(NamedQuery::name)
                .containsExactly("bakery.flour", "bakery.loaves", "everything", "garage.flour");
        assertThat(catalog().all("garage")).extracting(NamedQuery::name).containsExactly("garage.flour");
        assertThat(new QueryCatalog(root.resolve("nowhere"), List.of()).all(null))
                .isEmpty();
    }

    @Test
    void onesOwnQueryComesBeforeADemos() {
        assertThat(catalog().find("loaves", null).sql()).isEqualTo("SELECT 4");
        assertThat(catalog().find("bakery.loaves", null).sql()).isEqualTo("SELECT 4");
        assertThat(catalog().find("everything", null).database()).isEmpty();
    }

    @Test
    void aNameOfSeveralDatabasesNeedsOne() {
        assertThatThrownBy(() -> catalog().find("flour", null))
                .isInstanceOf(CliException.class)
                .hasMessage("several databases have a query 'flour'")
                .extracting(failure -> ((CliException) failure).remedy())
                .isEqualTo("name one of them: bakery.flour, garage.flour");
        assertThat(catalog().find("garage.flour", null).sql()).isEqualTo("SELECT 3");
        assertThat(catalog().find("flour", "bakery").sql()).isEqualTo("SELECT 2");
        assertThat(catalog("garage", "shop").find("flour", null).sql()).isEqualTo("SELECT 3");
        assertThatThrownBy(() -> catalog("garage", "bakery").find("flour", null))
                .hasMessageContaining("several databases");
    }

    @Test
    void whatIsNotThereIsSuggested() {
        assertThatThrownBy(() -> catalog().find("loafs", null))
                .hasMessage("there is no query 'loafs'; did you mean 'loaves'?");
        assertThatThrownBy(() -> catalog().find("garage.flower", null))
                .hasMessage("there is no query 'garage.flower'; did you mean 'garage.flour'?");
        assertThatThrownBy(() -> catalog().find("loaves", "garage"))
                .hasMessage("there is no query 'loaves'; known are flour");
        assertThatThrownBy(() -> catalog().all("garaje"))
                .hasMessage("no query belongs to the database 'garaje'; did you mean 'garage'?");
    }

    private QueryCatalog catalog(String... sources) {
        return new QueryCatalog(root, List.of(sources));
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
