/** Programs of Airflow's Python environments, run without Airflow. */
package io.isotherm.cli.python;
