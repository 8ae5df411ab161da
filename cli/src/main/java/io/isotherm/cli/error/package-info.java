/** What goes wrong, as the operator is told: the thing, the cause and the remedy. */
package io.isotherm.cli.error;
