/**
 * Proves that both layers hold the same states: equal states have equal bytes, so a difference is a
 * fault.
 */
package dev.twofold.reconciliation;
