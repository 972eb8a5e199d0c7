package org.espalier.executor.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.json.Json;

/** Describes the file system the node's working directory is on. */
final class Disk {
  private Disk() {}

  static ObjectNode describe() {
    ObjectNode disk = Json.object().put("system", System.getProperty("os.name"));
    Path directory = Path.of("").toAbsolutePath();
    try {
      FileStore store = Files.getFileStore(directory);
      long total = store.getTotalSpace();
      long available = store.getUsableSpace();
      long used = total - store.getUnallocatedSpace();
      return disk.put("path", directory.toString())
          .put("file_system", store.type())
          .put("total", HumanBytes.of(total))
          .put("used", HumanBytes.of(used))
          .put("available", HumanBytes.of(available))
          .put("used_percent", percent(used, used + available))
          .put("total_bytes", total)
          .put("used_bytes", used)
          .put("available_bytes", available);
    } catch (IOException e) {
      return disk.put("note", "The file system of " + directory + " cannot be asked: " + e);
    }
  }

  /** As {@code df} prints it: of what users can have, rounded up. */
  private static String percent(long part, long whole) {
    return whole <= 0 ? "0%" : (long) Math.ceil(100.0 * part / whole) + "%";
  }
}
