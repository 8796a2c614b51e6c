/** The serving layer as a process: its command line, its wiring, its life. */
package dev.twofold.serving;
