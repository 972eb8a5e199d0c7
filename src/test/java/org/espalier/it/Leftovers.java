package org.espalier.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What tests must not leave behind when their JVM is killed, and has no time to tidy up. A small
 * process of its own ({@code leftovers.sh}), which no signal to Maven or to this JVM reaches, waits
 * for the end of this JVM and then ends what was named here, and deletes its files. What a test has
 * ended itself by then is no matter.
 *
 * <p>Thread-safe. Linux only; elsewhere nothing is looked after.
 */
public final class Leftovers {
  private static final String VARIABLE = "LEFT_BY_TESTS_OF";

  private static final class Holder {
    static final Leftovers OF_THIS_JVM = new Leftovers();
  }

  private final String mark = UUID.randomUUID().toString();
  private final OutputStream watcher;

  private Leftovers() {
    watcher =
        System.getProperty("os.name").equals("Linux") ? start() : OutputStream.nullOutputStream();
    tell("mark", mark);
  }

  private static OutputStream start() {
    try (InputStream script = Leftovers.class.getResourceAsStream("leftovers.sh")) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return new ProcessBuilder("setsid", "sh", "-c", text)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A directory that tests have made for themselves: it is deleted, after every process is ended
   * that works in it or has its path on the command line or in the environment.
   *
   * @return the same
   */
  public static Path of(Path directory) {
    Path absolute = directory.toAbsolutePath();
    if (absolute.getNameCount() < 2) {
      throw new IllegalArgumentException(absolute + " cannot belong to tests alone");
    }
    Holder.OF_THIS_JVM.tell("directory", absolute.toString());
    return directory;
  }

  /**
   * A program that is about to be started, which is known by a variable it is given.
   *
   * @return the same
   */
  public static ProcessBuilder of(ProcessBuilder program) {
    program.environment().put(VARIABLE, Holder.OF_THIS_JVM.mark);
    return program;
  }

  /** A user of this machine that tests have made for themselves. */
  public static void ofUser(String name) {
    Holder.OF_THIS_JVM.tell("user", name);
  }

  private synchronized void tell(String kind, String value) {
    try {
      watcher.write((kind + " " + value + "\n").getBytes(StandardCharsets.UTF_8));
      watcher.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("nobody looks after what this JVM leaves behind", e);
    }
  }
}
