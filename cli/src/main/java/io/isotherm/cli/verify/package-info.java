/**
 * Compares the values of Postgres with those of ClickHouse.
 *
 * <p>{@link io.isotherm.cli.verify.Verifier} compares: {@code ColumnRules} says how one column is rendered alike by
 * both servers, {@code SourceRows} and {@code TargetRows} turn that into SQL, {@code MergeComparison} narrows
 * down to keys, {@code Recheck} separates differences from changes under way.
 */
package io.isotherm.cli.verify;
