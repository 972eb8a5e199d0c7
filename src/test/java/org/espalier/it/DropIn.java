package org.espalier.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.executor.TaskExecutor;

/**
 * Packs an executor or a hook of these tests into a jar, as an operator drops one into a server.
 */
public final class DropIn {
  private DropIn() {}

  /** Writes the executor's jar into a directory; the class must stand alone. */
  public static void jar(Path directory, Class<? extends TaskExecutor> executor) {
    jar(directory, executor, TaskExecutor.class);
  }

  /** The same for a class that is given for these services. */
  static void jar(Path directory, Class<?> type, Class<?>... services) {
    String path = type.getName().replace('.', '/') + ".class";
    try (OutputStream out =
            Files.newOutputStream(directory.resolve(type.getSimpleName() + ".jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(path));
      jar.write(type.getResourceAsStream("/" + path).readAllBytes());
      for (Class<?> service : services) {
        jar.putNextEntry(new JarEntry("META-INF/services/" + service.getName()));
        jar.write(type.getName().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
