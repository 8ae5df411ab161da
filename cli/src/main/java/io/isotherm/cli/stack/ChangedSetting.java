package io.isotherm.cli.stack;

/** A setting that running services have another value of. */
public record ChangedSetting(String name, String running, String now) {}
