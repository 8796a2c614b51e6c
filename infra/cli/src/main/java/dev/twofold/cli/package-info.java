/**
 * The {@code twofold} command line: one class a command. What the commands share is in the packages
 * below.
 */
package dev.twofold.cli;
