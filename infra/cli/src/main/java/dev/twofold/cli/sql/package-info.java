/** SQL on the command line: statements in a text, and a prompt. */
package dev.twofold.cli.sql;
