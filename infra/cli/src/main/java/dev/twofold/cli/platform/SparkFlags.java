package dev.twofold.cli.platform;

import java.util.List;
import java.util.stream.Stream;

/**
 * What Spark 4.1 needs on Java 17: {@code org.apache.spark.launcher.JavaModuleOptions}, written out
 * as Spark is not here.
 */
final class SparkFlags {
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  static final List<String> ALL =
      Stream.concat(
              Stream.of(
                  "-XX:+IgnoreUnrecognizedVMOptions",
                  "--add-modules=jdk.incubator.vector",
                  "-Djdk.reflect.useDirectMethodHandle=false",
                  "-Dio.netty.tryReflectionSetAccessible=true",
                  "--enable-native-access=ALL-UNNAMED"),
              OPENED.stream().map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
          .toList();

  private SparkFlags() {}
}
