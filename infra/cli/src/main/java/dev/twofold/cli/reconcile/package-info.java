/** Compares both layers, keeps the report and tells of drift. */
package dev.twofold.cli.reconcile;
