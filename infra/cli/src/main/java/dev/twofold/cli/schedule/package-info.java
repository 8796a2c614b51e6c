/** Starts batch runs at the times that the project's schedule names. */
package dev.twofold.cli.schedule;
