package io.isotherm.cli.export;

import java.util.Locale;

/** What rows are written as. */
public enum RowFormat {
    /** For eyes: columns that line up. The server keeps all rows until it has the last. */
    TABLE(
            "PrettyCompactMonoBlock",
            "output_format_pretty_row_numbers=0&output_format_pretty_single_large_number_tip_threshold=0"
                    + "&output_format_pretty_max_rows=1000000"),
    /** With a line of names. */
    CSV("CSVWithNames", ""),
    PARQUET("Parquet", ""),
    /** An array with an object for each row. Numbers of any size are numbers. */
    JSON("JSONEachRow", "output_format_json_array_of_rows=1&output_format_json_quote_64bit_integers=0");

    private final String clickHouseName;
    private final String settings;

    RowFormat(String clickHouseName, String settings) {
        this.clickHouseName = clickHouseName;
        this.settings = settings;
    }

    /** Without the dot. */
    public String extension() {
        return this == TABLE ? "txt" : name().toLowerCase(Locale.ROOT);
    }

    String clickHouseName() {
        return clickHouseName;
    }

    /** As in a URL. */
    String settings() {
        return settings;
    }
}
