/** Reads and replays what the job could not apply. */
package io.isotherm.cli.deadletter;
