/**
 * Demo sources: what the folders of {@code demo/} describe is created, filled, changed and counted here. Domains are
 * data; no class knows one. The operator's command finds this package as a {@link io.isotherm.cli.CommandPack} and does
 * without it.
 */
package io.isotherm.demo;
