/** What crosses the job's edges: packed row changes, counts and dead letters, each with its own serializer. */
package io.isotherm.job.model;
