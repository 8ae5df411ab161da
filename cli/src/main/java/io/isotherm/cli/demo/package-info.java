/** The demo source: the e-commerce schema and its seed data. The SQL is in {@code demo/ecommerce}. */
package io.isotherm.cli.demo;
