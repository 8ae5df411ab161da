/** Raw records to packed row changes and dead letters. */
package io.isotherm.job.decode;
