/** Tests of the demo source, those named {@code *ITCase} on a Postgres of their own. */
package io.isotherm.cli.demo;
