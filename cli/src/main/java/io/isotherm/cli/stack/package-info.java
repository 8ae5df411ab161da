/** Starts, watches and stops the servers, and checks beforehand that they can start. */
package io.isotherm.cli.stack;
