package org.espalier.executor.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.OutputCapture;
import org.espalier.executor.StopSwitch;

/** One command on one connection. Used once. */
final class RemoteCommand {
  /** OpenSSH takes so much without waiting for the command to read. */
  private static final int WINDOW_BYTES = 64 << 10;

  private static final long LOOK_MILLIS = 500;
  private static final long START_LINE_LOOK_MILLIS = 5;
  private static final Duration START_LINE = Duration.ofSeconds(3);

  private final SshRequest request;
  private final StopSwitch stop;
  private final String mark;
  private final Optional<String> ender;
  private final Map<String, String> environment;
  private final OutputCapture stdout;
  private final OutputCapture stderr;
  private final StartLine startLine;
  private volatile boolean ending;
  private boolean started;

  RemoteCommand(SshRequest request, ExecutionContext context, Duration killGrace, StopSwitch stop) {
    this.request = request;
    this.stop = stop;
    mark = context.idempotencyKey() + RemoteScript.OF + UUID.randomUUID();
    ender =
        context.mayFollowAnother()
            ? Optional.of(RemoteScript.endEarlier(context.idempotencyKey(), killGrace))
            : Optional.empty();
    environment = new TreeMap<>(request.environment());
    environment.putIfAbsent(RemoteScript.IDEMPOTENCY_KEY, context.idempotencyKey());
    stdout = new OutputCapture("stdout", request.maxOutputChars(), context.progress());
    stderr = new OutputCapture("stderr", request.maxOutputChars(), context.progress());
    startLine = new StartLine(stderr, mark, stop::wake);
  }

  OutputCapture stdout() {
    return stdout;
  }

  OutputCapture stderr() {
    return stderr;
  }

  /** Whether the far side has begun with it. */
  boolean isStarted() {
    return started;
  }

  /**
   * How it ended.
   *
   * @param code -1 when a signal ended it
   * @param signal without {@code SIG}
   */
  record End(int code, Optional<String> signal) {}

  /**
   * Runs it.
   *
   * @return empty when it was stopped, or the connection lost; then it may still be running
   */
  Optional<End> run(Channels channels, Patience patience)
      throws SshException, InterruptedException {
    ChannelExec channel = start(channels, patience);
    started = true;
    try {
      feed(channel);
      awaitEnd(channel);
      if (stop.isFired() || (channel.getExitStatus() < 0 && channel.getExitSignal() == null)) {
        awaitStartLine();
        return Optional.empty();
      }
      return Optional.of(
          new End(channel.getExitStatus(), Optional.ofNullable(channel.getExitSignal())));
    } finally {
      channel.disconnect();
    }
  }

  /** The end of the output wakes it; the end of the command follows, most often at once. */
  private void awaitEnd(ChannelExec channel) throws InterruptedException {
    long lastLookMillis = 1;
    while (!channel.isClosed() && !stop.isFired()) {
      stop.await(Duration.ofMillis(ending ? lastLookMillis : LOOK_MILLIS));
      lastLookMillis = ending ? Math.min(2 * lastLookMillis, LOOK_MILLIS) : 1;
    }
  }

  private ChannelExec start(Channels channels, Patience patience)
      throws SshException, InterruptedException {
    try {
      return channels.exec(this::prepare, patience, stop);
    } catch (JSchException e) {
      throw SshException.retryable(
          "network",
          "No command could be started on %s: %s (the server may allow fewer at once on a connection than espalier.executors.ssh.channels-per-connection)."
              .formatted(request.target(), e.getMessage()));
    }
  }

  private void prepare(ChannelExec channel) {
    channel.setCommand(RemoteScript.start(mark));
    channel.setOutputStream(new Watched());
    channel.setErrStream(startLine);
  }

  /** Says what to run and gives it its input, on another thread when that may take long. */
  private void feed(ChannelExec channel) {
    try {
      OutputStream in = channel.getOutputStream();
      in.write(RemoteScript.header(mark, request.command().orElseThrow(), environment, ender));
      in.flush();
      if (request.stdin().length <= WINDOW_BYTES) {
        write(in);
      } else {
        Thread feeder = new Thread(() -> write(in), "espalier-ssh-stdin");
        feeder.setDaemon(true);
        feeder.start();
      }
    } catch (IOException e) {
      // The channel is closed; how it ended says why.
      stop.wake();
    }
  }

  private void write(OutputStream in) {
    try (in) {
      in.write(request.stdin());
    } catch (IOException e) {
      // A command need not read its input to the end.
      stop.wake();
    }
  }

  private void awaitStartLine() throws InterruptedException {
    long end = System.nanoTime() + START_LINE.toNanos();
    while (startLine.group() == 0 && !ending && System.nanoTime() - end < 0) {
      Thread.sleep(START_LINE_LOOK_MILLIS);
    }
  }

  /** The command that ends everything this one has started. */
  String killer(Duration grace) {
    return RemoteScript.kill(startLine.group(), mark, grace);
  }

  /** Notices the end of the output, which the end of the command follows. */
  private final class Watched extends OutputStream {
    @Override
    public void write(int oneByte) {
      stdout.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      stdout.write(bytes, offset, length);
    }

    @Override
    public void close() {
      stdout.close();
      ending = true;
      stop.wake();
    }
  }
}
