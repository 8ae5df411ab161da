/** The servers that measurements run on. */
package io.isotherm.bench.stack;
