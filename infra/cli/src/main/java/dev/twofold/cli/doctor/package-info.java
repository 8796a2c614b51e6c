/** Finds out what is wrong with a platform, and what mends it, while parts of it are down. */
package dev.twofold.cli.doctor;
