/** Prepares what changes come from: roles, publication and the Debezium connector. */
package io.isotherm.cli.source;
