/** Asks the serving layer over HTTP, as any client does. */
package dev.twofold.cli.query;
