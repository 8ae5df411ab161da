/**
 * What the user asked for: {@code tables.yaml} and the job's settings. The only package that reads files or
 * environment.
 */
package io.isotherm.job.config;
