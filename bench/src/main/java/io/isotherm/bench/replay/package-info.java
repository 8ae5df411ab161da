/** A topic from its first to its last event: how fast each system brings it into ClickHouse. */
package io.isotherm.bench.replay;
