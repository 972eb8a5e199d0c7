package org.espalier.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Builds an application of {@code src/test/apps}, that knows nothing of Espalier, into a WAR. */
final class TestApp {
  private TestApp() {}

  /**
   * Compiles and packs it.
   *
   * @param name its directory, and the name of the WAR
   * @param into where the WAR is written
   */
  static Path war(String name, Path into) {
    Path sources = Path.of("src/test/apps", name);
    Path war = into.resolve(name + ".war");
    try {
      Path classes = Files.createTempDirectory(into, name);
      compile(sources, classes, System.getProperty("java.class.path"));
      try (OutputStream out = Files.newOutputStream(war);
          JarOutputStream jar = new JarOutputStream(out)) {
        jar.putNextEntry(new JarEntry("WEB-INF/beans.xml"));
        jar.write("<beans bean-discovery-mode=\"all\" version=\"4.0\"/>".getBytes());
        add(jar, classes, "WEB-INF/classes/");
        add(jar, sources, "WEB-INF/classes/");
      }
      return war;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles all sources below a directory. */
  static void compile(Path sources, Path classes, String classPath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "--release", "17", "-parameters", "-proc:none", "-cp", classPath, "-d", "" + classes);
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(path -> path.toString().endsWith(".java")).toList();
      StringBuilder faults = new StringBuilder();
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  fault -> faults.append(fault).append('\n'),
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(java))
              .call();
      if (!compiled) {
        throw new AssertionError(sources + " does not compile: " + faults);
      }
    }
  }

  private static void add(JarOutputStream jar, Path root, String prefix) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .filter(path -> !path.toString().endsWith(".java"))
          .forEach(files::add);
    }
    for (Path file : files) {
      jar.putNextEntry(new JarEntry(prefix + root.relativize(file)));
      jar.write(Files.readAllBytes(file));
    }
  }
}
