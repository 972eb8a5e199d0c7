package org.espalier.executor.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.process.ProcessTree;

/**
 * A server that runs as a local process, with what it started. Two threads read its output; they
 * end with it. Thread-safe.
 */
final class ServerProcess {
  private static final System.Logger LOG = System.getLogger(ServerProcess.class.getName());
  private static final Duration GENTLE = Duration.ofMillis(250);
  private static final Duration FIRM = Duration.ofSeconds(2);
  private static final int MAX_TAIL = 2_000;

  private final Process process;
  private final StringBuilder tail = new StringBuilder();
  private final ProcessTree tree;

  private ServerProcess(ProcessTree.Started started) {
    process = started.process();
    tree = started.tree();
  }

  /** Starts it; nothing is read yet. */
  static ServerProcess start(Server.Stdio server) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(server.command()).directory(server.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(server.environment());
    return new ServerProcess(ProcessTree.start(builder));
  }

  /**
   * Begins to read.
   *
   * @param messages takes each line of the standard output
   * @param ended takes the reason when no more lines will come
   */
  void read(
      int maxBytes,
      ProgressListener progress,
      Consumer<String> messages,
      Consumer<IOException> ended) {
    thread("stderr", () -> readErrors(progress)).start();
    thread("stdout", () -> ended.accept(readMessages(maxBytes, messages))).start();
  }

  private Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, "espalier-mcp-%s-%d".formatted(what, process.pid()));
    thread.setDaemon(true);
    return thread;
  }

  private IOException readMessages(int maxBytes, Consumer<String> messages) {
    try {
      new BoundedLines(process.getInputStream(), maxBytes).forEach(messages);
      process.waitFor(FIRM.toMillis(), TimeUnit.MILLISECONDS);
      return new ServerFaultException("server_ended", describeEnd());
    } catch (IOException e) {
      return e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new IOException("interrupted", e);
    }
  }

  private String describeEnd() {
    String end = process.isAlive() ? "it closed its output" : "it ended with exit code " + exit();
    synchronized (tail) {
      return tail.isEmpty() ? end : end + " after writing: " + tail.toString().strip();
    }
  }

  private int exit() {
    return process.exitValue();
  }

  private void readErrors(ProgressListener progress) {
    byte[] buffer = new byte[8_192];
    try {
      for (int read = process.getErrorStream().read(buffer);
          read >= 0;
          read = process.getErrorStream().read(buffer)) {
        String text = new String(buffer, 0, read, StandardCharsets.UTF_8);
        progress.output("stderr", text);
        keepTail(text);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the standard error of an MCP server ended", e);
    }
  }

  private void keepTail(String text) {
    synchronized (tail) {
      tail.append(text);
      tail.delete(0, Math.max(0, tail.length() - MAX_TAIL));
    }
  }

  /**
   * Writes one line; blocks while the server does not read.
   *
   * @throws ServerFaultException when that failed because the server has ended
   */
  synchronized void write(String line) throws IOException {
    OutputStream out = process.getOutputStream();
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw isOver() ? new ServerFaultException("server_ended", describeEnd()) : e;
    }
  }

  private boolean isOver() {
    try {
      return process.waitFor(FIRM.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Ends the server as the protocol wants it: its input is closed, then it is asked, then it and
   * everything it started are killed.
   */
  void stop() {
    closeInput();
    if (!tree.endsWithin(GENTLE)) {
      tree.end(FIRM);
    }
    isOver(); // what has ended is still there until the JVM has taken its exit code
  }

  private void closeInput() {
    Thread closing =
        thread(
            "closing",
            () -> {
              try {
                process.getOutputStream().close();
              } catch (IOException e) {
                LOG.log(Level.DEBUG, "the input of an MCP server was closed already", e);
              }
            });
    closing.start();
  }
}
