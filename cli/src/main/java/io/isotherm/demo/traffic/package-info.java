/**
 * Continuous changes of a demo's tables: {@link io.isotherm.demo.traffic.TrafficGenerator} draws operations of
 * {@code traffic.yaml} by weight and runs them at a steady rate.
 */
package io.isotherm.demo.traffic;
