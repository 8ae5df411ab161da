/**
 * Knows which tables hold every row of their source, because they were compared after they were read.
 *
 * <p>{@link io.isotherm.cli.load.TableLoads} tells the state of every table, {@link io.isotherm.cli.load.Loading} waits
 * until all are loaded and compares them. What was compared is kept in ClickHouse, where every machine sees it.
 */
package io.isotherm.cli.load;
