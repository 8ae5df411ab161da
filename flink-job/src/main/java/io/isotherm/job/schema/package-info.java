/** Turns the registry's Avro schemas into row shapes. The only package besides decode that knows Avro. */
package io.isotherm.job.schema;
