/**
 * Keeps the newest version of every key and lets only newer changes pass.
 *
 * <p>{@link io.isotherm.job.latest.LatestOperator} around {@link io.isotherm.job.latest.LatestFunction} is the stage,
 * {@code LatestRules} decides, {@code LatestBucket} is the state of one bucket of keys, one bucket per Flink key group.
 *
 * <p><b>State, final from the first release.</b> Two layouts behind {@code LatestBucket}, with the same entries:
 * <ul>
 *   <li>{@code ArenaBucket} for the heap: one state value per bucket with all tables' keys in byte pages and one index
 *       of longs. One object per key would cost two to four times the memory and, more than that, garbage collections
 *       that walk millions of objects. 47 bytes for a bigint key, 55 with a partition value.
 *   <li>{@code MapBucket} for RocksDB: one map entry per key, as that backend wants it, written when many have gathered
 *       and before every checkpoint.
 * </ul>
 * What both rely on:
 * <ul>
 *   <li>{@code EntryFormat} and {@code ArenaBucket} lead with format numbers, and Flink's serializer snapshots hold
 *       nothing but a version, so a later release reads old bytes itself and never needs Flink to migrate state.
 *   <li>Keys are compared in full; tables and row layouts are numbered per bucket in a {@code StateDictionary}.
 *   <li>A stored row names its columns and types through that dictionary, so that neither the registry nor the
 *       {@code tables.yaml} of its time is needed to read it.
 *   <li>The arena's index is not stored but made anew, so it can change.
 *   <li>{@link io.isotherm.job.model.KeyHash} and {@link io.isotherm.job.model.Buckets} decide where a key's state is.
 * </ul>
 */
package io.isotherm.job.latest;
