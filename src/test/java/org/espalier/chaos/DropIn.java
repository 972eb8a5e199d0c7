package org.espalier.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.espalier.executor.TaskExecutor;

/** Packs an executor of these tests into a jar, as an operator drops one into a server. */
final class DropIn {
  private DropIn() {}

  /** Writes the executor's jar into a directory; the class must stand alone. */
  static void jar(Path directory, Class<? extends TaskExecutor> executor) {
    String path = executor.getName().replace('.', '/') + ".class";
    try (OutputStream out =
            Files.newOutputStream(directory.resolve(executor.getSimpleName() + ".jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(path));
      jar.write(executor.getResourceAsStream("/" + path).readAllBytes());
      jar.putNextEntry(new JarEntry("META-INF/services/" + TaskExecutor.class.getName()));
      jar.write(executor.getName().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
