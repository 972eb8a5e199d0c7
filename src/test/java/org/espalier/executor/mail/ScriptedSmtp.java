package org.espalier.executor.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A mail server that answers commands as it is told, or not at all. */
final class ScriptedSmtp implements AutoCloseable {
  /** The answer that is never given. */
  static final String SILENCE = "";

  /** Fine, after a second. */
  static final String SLOWLY = "250 at last";

  private final ServerSocket listener;
  private final Map<String, String> answers;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch hungUp = new CountDownLatch(1);

  /** Answers to commands by their first word; anything else is fine. */
  ScriptedSmtp(Map<String, String> answers) throws IOException {
    this.answers = answers;
    listener = new ServerSocket(0, 400, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "test-server-smtp");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      say(client, answers.getOrDefault("GREETING", "220 scripted"));
      boolean inData = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        inData = inData ? !line.equals(".") : line.equals("DATA") && !answers.containsKey("DATA");
        if (line.equals("DATA") && inData) {
          say(client, "354 go on");
        } else if (!inData) {
          say(client, answers.getOrDefault(line.split("[ :]", 2)[0], "250 fine"));
        }
      }
    } catch (IOException e) {
      hungUp.countDown();
      return;
    }
    hungUp.countDown();
  }

  private void say(Socket client, String line) throws IOException {
    if (line.equals(SILENCE)) {
      asked.countDown();
    } else {
      if (line.equals(SLOWLY)) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
      client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  boolean awaitAsked() throws InterruptedException {
    return asked.await(60, TimeUnit.SECONDS);
  }

  boolean awaitHungUp() throws InterruptedException {
    return hungUp.await(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
