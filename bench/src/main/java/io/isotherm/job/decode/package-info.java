/** What measurements need of the job's decode stage and the job itself has no reason to show. */
package io.isotherm.job.decode;
