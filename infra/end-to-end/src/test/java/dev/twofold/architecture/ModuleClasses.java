package dev.twofold.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.twofold.stack.TestStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The compiled classes of every module, read as files: Spark and Flink cannot share a classpath.
 *
 * @param byModule by the module's folder below the root of the repository
 */
record ModuleClasses(Map<String, JavaClasses> byModule, Map<String, String> moduleOfClass) {
  static ModuleClasses read(List<String> modules) {
    Map<String, JavaClasses> byModule = new TreeMap<>();
    Map<String, String> moduleOfClass = new HashMap<>();
    for (String module : modules) {
      Path folder = TestStack.home().resolve(module).resolve("target/classes");
      JavaClasses classes = new ClassFileImporter().importPath(folder);
      byModule.put(module, classes);
      classes.forEach(each -> moduleOfClass.put(each.getName(), module));
    }
    return new ModuleClasses(byModule, moduleOfClass);
  }

  /** The module that a class belongs to; empty for one that is not ours. */
  Optional<String> moduleOf(JavaClass each) {
    return Optional.ofNullable(moduleOfClass.get(each.getBaseComponentType().getName()));
  }
}
