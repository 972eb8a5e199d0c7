package org.espalier.it;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path of the tests, for a JVM that a test starts. */
public final class ClassPath {
  private ClassPath() {}

  /** Of the loader that loaded the tests, which need not be the one of the JVM's class path. */
  public static String ofTheTests() {
    return ClassPath.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }
}
