/** Waiting by condition: the time counts while nothing moves. */
package io.isotherm.cli.waiting;
