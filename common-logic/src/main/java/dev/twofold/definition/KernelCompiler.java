package dev.twofold.definition;

import dev.twofold.fold.Kernel;
import java.util.Map;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/** Compiles generated Java to the bytes of one class, with Janino. */
final class KernelCompiler {
  private KernelCompiler() {}

  /**
   * @throws Unsupported where the code is too large for a Java method
   */
  static byte[] compile(String source) {
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.setParentClassLoader(Kernel.class.getClassLoader());
    try {
      compiler.cook(source);
    } catch (CompileException e) {
      throw new IllegalStateException(
          "The code generated for a view does not compile: this is a bug\n" + source, e);
    } catch (RuntimeException e) {
      if (String.valueOf(e.getMessage()).contains("grows beyond 64 KB")) {
        throw new Unsupported(KernelBlock.TOO_LARGE);
      }
      throw e;
    }
    Map<String, byte[]> classes = compiler.getBytecodes();
    if (classes.size() != 1) {
      throw new IllegalStateException("A view must compile to one class, not " + classes.keySet());
    }
    return classes.values().iterator().next();
  }
}
