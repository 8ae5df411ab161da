/**
 * Continuous changes of the demo source: {@link io.isotherm.cli.demo.traffic.TrafficGenerator} draws operations by weight
 * and runs them at a steady rate. The operations are grouped by theme in the {@code *Operations} classes.
 */
package io.isotherm.cli.demo.traffic;
