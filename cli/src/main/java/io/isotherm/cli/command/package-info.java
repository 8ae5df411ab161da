/** One class per subcommand: its options, and the call into the package that does the work. */
package io.isotherm.cli.command;
