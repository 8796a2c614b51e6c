package dev.twofold.fold;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Turns generated class bytes into kernels, once per JVM for the same bytes. */
final class Kernels {
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final ConcurrentMap<ByteBuffer, Kernel> DEFINED = new ConcurrentHashMap<>();

  private Kernels() {}

  /**
   * @throws IllegalStateException where the bytes are no kernel that this JVM can load
   */
  static Kernel of(byte[] kernelClass) {
    return DEFINED.computeIfAbsent(ByteBuffer.wrap(kernelClass), unused -> define(kernelClass));
  }

  private static Kernel define(byte[] kernelClass) {
    try {
      Lookup hidden = LOOKUP.defineHiddenClass(kernelClass, true);
      return (Kernel) hidden.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
      throw new IllegalStateException(
          "Cannot load the generated code of a view: compile it again", e);
    }
  }
}
