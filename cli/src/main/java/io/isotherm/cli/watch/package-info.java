/**
 * Compares all tables with Postgres round after round, a range of keys at a time and slowly enough not to be felt.
 *
 * <p>See {@code DESIGN.md}.
 */
package io.isotherm.cli.watch;
