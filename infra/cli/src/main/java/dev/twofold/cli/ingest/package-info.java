/** Sends newline-delimited JSON to Kafka, acknowledged and in order. */
package dev.twofold.cli.ingest;
