/** Silver and gold: the dbt project of the folder {@code sql}. */
package io.isotherm.cli.dbt;
