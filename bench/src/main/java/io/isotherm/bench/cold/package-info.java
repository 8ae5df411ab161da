/** What archived days cost: to read them through bronze, and to move them to the object store. */
package io.isotherm.bench.cold;
