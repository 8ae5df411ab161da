/** The stack in containers, run for real: {@code mvn verify -Pdocker}. */
package io.isotherm.cli.docker;
