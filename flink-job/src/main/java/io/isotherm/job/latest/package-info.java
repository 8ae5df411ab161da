/** Keeps the newest version of every key and lets only newer changes pass. */
package io.isotherm.job.latest;
