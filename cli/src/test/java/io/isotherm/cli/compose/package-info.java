/** Checks of the compose files, which start the same servers as {@code local/} does, in containers. */
package io.isotherm.cli.compose;
