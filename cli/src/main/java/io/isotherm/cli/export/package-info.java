/** Tables of the lakehouse as files. */
package io.isotherm.cli.export;
