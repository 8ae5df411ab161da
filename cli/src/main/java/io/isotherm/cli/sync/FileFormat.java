package io.isotherm.cli.sync;

/** What a table is handed over as. */
public enum FileFormat {
    PARQUET("Parquet"),
    CSV("CSVWithNames");

    private final String clickHouseName;

    FileFormat(String clickHouseName) {
        this.clickHouseName = clickHouseName;
    }

    String clickHouseName() {
        return clickHouseName;
    }

    /** Without the dot. */
    public String extension() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
