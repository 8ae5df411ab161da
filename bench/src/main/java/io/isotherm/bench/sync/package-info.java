/** A table read by query, beside a bare COPY into ClickHouse. */
package io.isotherm.bench.sync;
