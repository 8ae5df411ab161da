/** The views of bronze over hot and cold tables. */
package io.isotherm.job.sink.view;
