/** The archive of hot partitions, on a real ClickHouse and MinIO. */
package io.isotherm.cli.archive;
