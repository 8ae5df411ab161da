/**
 * Reads tables of a source that gives no logical decoding, by query, into the tables that the streaming job writes.
 * DESIGN.md beside this file says why it is right; {@link io.isotherm.cli.sync.TableSync} is where to start reading.
 */
package io.isotherm.cli.sync;
