/** Tells people, through a webhook, that something is wrong. */
package dev.twofold.cli.alert;
