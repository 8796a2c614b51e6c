/** Folds anew what a reconciliation has found to be wrong. */
package dev.twofold.cli.repair;
