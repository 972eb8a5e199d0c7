package org.espalier.engine.node;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What planted bugs are compiled and run with in one process: the libraries, loaded once so that
 * they stay compiled, and above them the engine, once as it is and once more for each bug.
 * Thread-safe.
 */
final class Workbench implements AutoCloseable {
  private static final List<Path> OURS =
      List.of(Path.of("target/test-classes"), Path.of("target/classes"));

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final Path scratch;
  private final String classPath;
  private final URLClassLoader libraries;
  private final URLClassLoader sound;

  /**
   * A bench with the class path of this process.
   *
   * @param scratch a directory for it
   */
  Workbench(Path scratch) {
    this.scratch = scratch;
    List<Path> all =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    this.classPath = System.getProperty("java.class.path");
    List<URL> others =
        all.stream()
            .filter(entry -> OURS.stream().noneMatch(entry::endsWith))
            .map(Workbench::url)
            .toList();
    this.libraries =
        new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    this.sound = load();
  }

  Path scratch() {
    return scratch;
  }

  /** The engine without a bug. */
  ClassLoader sound() {
    return sound;
  }

  /** The engine, with these classes in the place of its own. */
  URLClassLoader load(URL... changed) {
    List<URL> all = new ArrayList<>(List.of(changed));
    OURS.forEach(classes -> all.add(url(classes.toAbsolutePath())));
    return new URLClassLoader(all.toArray(URL[]::new), libraries);
  }

  /**
   * Compiles the packages of changed sources, with what else is in them: constants live on in the
   * classes that use them.
   *
   * @param own where the changed ones are, by their path in the repository
   * @return where the classes are
   * @throws AssertionError when they do not compile
   */
  URL compile(Path own, List<Path> changed) throws IOException {
    Path classes = Files.createDirectories(own.resolve("classes"));
    List<Path> sources = new ArrayList<>();
    for (Path folder : changed.stream().map(Path::getParent).distinct().toList()) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(file -> changed.contains(file) ? own.resolve(file) : file)
            .forEach(sources::add);
      }
    }
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-nowarn", "-parameters", "-proc:none", "-cp", classPath, "-d", classes.toString());
      if (!compiler
          .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call()) {
        throw new AssertionError("does not compile: " + said);
      }
    }
    return url(classes);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    sound.close();
    libraries.close();
  }
}
