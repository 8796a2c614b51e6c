/**
 * Where a process may be killed: the moments between durable steps, and how a test makes a process
 * die at one.
 */
package dev.twofold.crash;
