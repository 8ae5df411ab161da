/** After a power cut: finds what of Flink's own files is whole. Runs before the JobManager, not in the job. */
package io.isotherm.job.recovery;
