/** Connections to the stack's servers, with the settings' addresses and the secrets of the stack. */
package io.isotherm.cli.connection;
