/** Side-by-side measurements of Isotherm and what users would pick instead: {@code bench/run}. */
package io.isotherm.bench;
