/** Hot tables: what they are, how they are made, and how they follow their source. */
package io.isotherm.job.sink.table;
