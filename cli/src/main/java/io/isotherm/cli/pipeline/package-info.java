/** Puts the parts together in the order in which they need each other. */
package io.isotherm.cli.pipeline;
