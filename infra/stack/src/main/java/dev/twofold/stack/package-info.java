/**
 * A real Kafka broker and a real Cassandra node on this machine, as child processes.
 *
 * <p>Depends on nothing but the JDK, because {@link dev.twofold.stack.ParentGuard} puts this code
 * on the classpath of each child.
 */
package dev.twofold.stack;
