package io.isotherm.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.connect.ColumnNumbers.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnNumbersTest {
    @Test
    void areThePlacesWhereNoColumnWasEverDropped() {
        List<Column> catalog = List.of(there("id"), there("lon"), there("lat"), there("later"));
        assertThat(ColumnNumbers.of(List.of("id", "lat", "lon"), catalog))
                .as("the names were exchanged after this was sent")
                .isEqualTo(Map.of("id", 1, "lat", 2, "lon", 3));
    }

    @Test
    void areThoseOfThePresentNamesWhereColumnsAreGoneOrLeftOut() {
        List<Column> catalog = List.of(there("id"), gone("dropped"), away("secret"), there("note"));
        assertThat(ColumnNumbers.of(List.of("id", "note"), catalog)).isEqualTo(Map.of("id", 1, "note", 4));
    }

    @Test
    void areNotGuessed() {
        List<Column> catalog = List.of(there("id"), gone("dropped"), there("lon"), there("lat"));
        assertThat(ColumnNumbers.of(List.of("id", "note", "lat"), catalog))
                .as("a name that is no more")
                .isEmpty();
        assertThat(ColumnNumbers.of(List.of("id", "lat", "lon"), catalog))
                .as("another order")
                .isEmpty();
        assertThat(ColumnNumbers.of(List.of("id", "note"), List.of(there("id"), there("unsent"), there("note"))))
                .as("another place")
                .isEmpty();
    }

    private static Column there(String name) {
        return new Column(name, false, false);
    }

    private static Column gone(String name) {
        return new Column(name, true, false);
    }

    private static Column away(String name) {
        return new Column(name, false, true);
    }
}
