/** The operator's commands on demos. */
package io.isotherm.demo.command;
