package dev.twofold.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dependencies point inward: job to views to common-logic; never job to job, never to serving. The
 * serving layer shows what reconciliation found, and asks it about answers.
 */
class DependencyRuleTest {
  private static final String COMMON = "common-logic";
  private static final String BATCH_VIEWS = "batch-layer/views";
  private static final String BATCH_JOB = "batch-layer/job";
  private static final String SPEED_VIEWS = "speed-layer/views";
  private static final String SPEED_JOB = "speed-layer/job";
  private static final String SERVING = "serving-layer";
  private static final String RECONCILIATION = "reconciliation";
  private static final String STACK = "infra/stack";

  private static final String SPARK = "org.apache.spark";
  private static final String FLINK = "org.apache.flink";
  private static final String ICEBERG = "org.apache.iceberg";
  private static final String CASSANDRA = "com.datastax.oss";
  private static final String KAFKA = "org.apache.kafka";
  private static final String DROPWIZARD = "io.dropwizard";

  private static final Set<String> FRAMEWORKS =
      Set.of(SPARK, FLINK, ICEBERG, CASSANDRA, KAFKA, DROPWIZARD);

  /**
   * What a module may see.
   *
   * @param modules ours
   * @param frameworks those of {@link #FRAMEWORKS}
   */
  record Rule(String module, Set<String> modules, Set<String> frameworks) {
    @Override
    public String toString() {
      return module;
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(COMMON, Set.of(), Set.of()),
          new Rule(BATCH_VIEWS, Set.of(COMMON), Set.of(ICEBERG)),
          new Rule(BATCH_JOB, Set.of(COMMON, BATCH_VIEWS), Set.of(SPARK, ICEBERG, KAFKA)),
          new Rule(SPEED_VIEWS, Set.of(COMMON), Set.of(CASSANDRA)),
          new Rule(SPEED_JOB, Set.of(COMMON, SPEED_VIEWS), Set.of(FLINK, CASSANDRA, KAFKA)),
          new Rule(
              SERVING,
              Set.of(COMMON, BATCH_VIEWS, SPEED_VIEWS, RECONCILIATION),
              Set.of(ICEBERG, CASSANDRA, KAFKA, DROPWIZARD)),
          new Rule(
              RECONCILIATION, Set.of(COMMON, BATCH_VIEWS, SPEED_VIEWS), Set.of(ICEBERG, CASSANDRA)),
          new Rule(STACK, Set.of(), Set.of()));

  private static ModuleClasses classes;

  @BeforeAll
  static void read() {
    classes = ModuleClasses.read(RULES.stream().map(Rule::module).toList());
  }

  static Stream<Rule> rules() {
    return RULES.stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_module_sees_only_the_modules_further_in(Rule rule) {
    Map<String, Set<String>> seen = new TreeMap<>();
    dependencies(rule.module())
        .forEach(
            dependency ->
                classes
                    .moduleOf(dependency.getTargetClass())
                    .filter(module -> !module.equals(rule.module()))
                    .filter(module -> !rule.modules().contains(module))
                    .ifPresent(module -> add(seen, module, dependency)));
    assertThat(seen).as("modules that %s must not see, with the places", rule).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_module_sees_only_its_own_frameworks(Rule rule) {
    Map<String, Set<String>> seen = new TreeMap<>();
    dependencies(rule.module())
        .forEach(
            dependency ->
                FRAMEWORKS.stream()
                    .filter(framework -> !rule.frameworks().contains(framework))
                    .filter(framework -> isIn(dependency.getTargetClass(), framework))
                    .forEach(framework -> add(seen, framework, dependency)));
    assertThat(seen).as("frameworks that %s must not see, with the places", rule).isEmpty();
  }

  @Test
  void only_the_definition_sees_the_sql_compiler() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.twofold.definition..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.calcite..", "org.codehaus.janino..", "org.codehaus.commons..")
        .because("executors have neither Calcite nor Janino on their classpath")
        .check(classes.byModule().get(COMMON));
  }

  @Test
  void packages_of_common_logic_form_no_cycles() {
    slices()
        .matching("dev.twofold.(*)..")
        .should()
        .beFreeOfCycles()
        .check(classes.byModule().get(COMMON));
  }

  private static Stream<Dependency> dependencies(String module) {
    return classes.byModule().get(module).stream()
        .flatMap(each -> each.getDirectDependenciesFromSelf().stream());
  }

  private static boolean isIn(JavaClass each, String framework) {
    return each.getBaseComponentType().getPackageName().startsWith(framework);
  }

  private static void add(Map<String, Set<String>> seen, String what, Dependency dependency) {
    seen.computeIfAbsent(what, key -> new TreeSet<>()).add(dependency.getDescription());
  }
}
