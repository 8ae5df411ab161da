/** What the operator configured: settings from {@code .env} and the environment, generated secrets. */
package io.isotherm.cli.settings;
