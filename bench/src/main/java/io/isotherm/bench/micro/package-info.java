/** Single stages without servers, in JVMs of their own. */
package io.isotherm.bench.micro;
