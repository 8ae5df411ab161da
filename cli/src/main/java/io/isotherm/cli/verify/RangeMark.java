package io.isotherm.cli.verify;

/**
 * Tells whether the rows of a range are still those that were compared, without comparing them.
 *
 * @param rows of the range in Postgres
 * @param text another one as soon as a row has changed on either side, or what is compared of it
 */
public record RangeMark(long rows, String text) {}
