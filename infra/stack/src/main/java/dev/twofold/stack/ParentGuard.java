package dev.twofold.stack;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * Runs another main class, and ends this JVM when its standard input ends.
 *
 * <p>The launcher holds the other end of that pipe. The kernel closes it when the launcher dies, by
 * kill -9 too, so that no child outlives its launcher.
 */
public final class ParentGuard {
  /** As a shell reports a process that SIGTERM ended. */
  private static final int EXIT_CODE = 143;

  private static final long SHUTDOWN_MILLIS = 15_000;

  private ParentGuard() {}

  /**
   * @param args the main class to run, then its arguments
   */
  public static void main(String[] args) throws Throwable {
    ignore("INT");
    ignore("HUP");
    daemon("parent-guard", ParentGuard::exitWithParent);
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void exitWithParent() {
    awaitEndOfInput(System.in);
    daemon("parent-guard-halt", ParentGuard::haltIfShutdownHangs);
    System.exit(EXIT_CODE);
  }

  private static void awaitEndOfInput(InputStream input) {
    byte[] ignored = new byte[256];
    try {
      while (input.read(ignored) >= 0) {}
    } catch (IOException e) {
      // A pipe that cannot be read has no parent at its other end either.
    }
  }

  private static void haltIfShutdownHangs() {
    try {
      Thread.sleep(SHUTDOWN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Ctrl-C in a terminal, and the terminal's end, signal every process of the group. The launcher
   * alone acts on them, so that it decides the order in which its children stop.
   */
  private static void ignore(String signalName) {
    try {
      // By reflection: the compiler warns of sun.misc, and not every JVM has it.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object nothing =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> null);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(signalName), nothing);
    } catch (ReflectiveOperationException e) {
      // Then this process stops at once on Ctrl-C, as any other does.
    }
  }
}
