/** What a person sees: steps with their times, progress, tables. */
package dev.twofold.cli.terminal;
