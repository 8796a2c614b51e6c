/** Real edits, both layers, and answers compared with the known truth. */
package dev.twofold.cli.demo;
