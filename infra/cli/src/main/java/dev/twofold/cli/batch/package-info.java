/** Runs the batch layer and looks at what it published. */
package dev.twofold.cli.batch;
