/**
 * What Airflow and the archive know of {@code tables.yaml}: one document, in which every rule and default is applied.
 */
package io.isotherm.cli.applied;
