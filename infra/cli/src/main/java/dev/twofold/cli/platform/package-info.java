/** Starts, supervises, stops and finds the processes of a platform on this machine. */
package dev.twofold.cli.platform;
