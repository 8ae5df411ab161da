/** Checks per table and checkpoint that no record was lost. */
package io.isotherm.job.audit;
