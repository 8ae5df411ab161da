/** Named queries: SQL files of the repository that people ask by name. */
package io.isotherm.cli.query;
