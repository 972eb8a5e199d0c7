package org.espalier.executor.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which directories of the host tasks may mount: those below the configured roots, and of a
 * writable root only the root itself. What a container may write to it may also turn into a link to
 * somewhere else, between the check and the mount, and the engine would follow it.
 *
 * @param roots real paths, and whether they may be written to
 * @param engineSocket never to be seen by a container
 */
record MountPolicy(Map<Path, Boolean> roots, Optional<Path> engineSocket) {
  MountPolicy {
    roots = Map.copyOf(roots);
  }

  /**
   * The real path behind one that a task names, if it may be mounted.
   *
   * @throws RefusedException when it may not, or is not there
   */
  Path resolve(String hostPath, boolean writable) throws RefusedException {
    Path real = real(hostPath);
    List<Path> above = new ArrayList<>(roots.keySet());
    above.removeIf(root -> !real.startsWith(root));
    boolean insideWritable =
        above.stream().anyMatch(root -> isWritable(root) && !root.equals(real));
    if (above.isEmpty() || engineSocket.filter(socket -> socket.startsWith(real)).isPresent()) {
      throw denied(
          "%s may not be mounted here; an administrator can allow it with espalier.executors.docker.mounts."
              .formatted(hostPath));
    }
    if (insideWritable) {
      throw denied(
          "%s is inside a directory that containers may write to, of which only the whole may be mounted."
              .formatted(hostPath));
    }
    if (writable && !isWritable(real)) {
      throw denied(
          "%s may only be mounted read-only here; leave :rw out, or ask an administrator to list it with :rw in espalier.executors.docker.mounts."
              .formatted(hostPath));
    }
    return real;
  }

  private boolean isWritable(Path root) {
    return roots.getOrDefault(root, false);
  }

  private static Path real(String hostPath) throws RefusedException {
    try {
      return Path.of(hostPath).toRealPath();
    } catch (IOException e) {
      throw denied(hostPath + " is not there, or this server cannot see it.");
    }
  }

  private static RefusedException denied(String message) {
    return new RefusedException("mount_denied", message);
  }

  /**
   * Reads the setting: absolute paths, with {@code :rw} those that may be written to. A root that
   * is not there now is left out.
   */
  static Map<Path, Boolean> roots(List<String> entries) {
    Map<Path, Boolean> roots = new java.util.HashMap<>();
    for (String entry : entries) {
      boolean writable = entry.endsWith(":rw");
      String path = writable ? entry.substring(0, entry.length() - 3) : entry;
      try {
        roots.merge(Path.of(path).toRealPath(), writable, Boolean::logicalOr);
      } catch (IOException e) {
        System.getLogger(MountPolicy.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "espalier.executors.docker.mounts: {0} is not there and is left out",
                path);
      }
    }
    return roots;
  }
}
