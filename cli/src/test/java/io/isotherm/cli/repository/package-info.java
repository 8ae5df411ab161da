/** Checks of the files of the repository that no compiler makes. */
package io.isotherm.cli.repository;
