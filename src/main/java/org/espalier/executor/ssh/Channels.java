package org.espalier.executor.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.espalier.executor.Deadlines;
import org.espalier.executor.StopSwitch;

/**
 * Opens channels of a connection. A server counts a command until it has tidied up after it, so
 * that it may have no room for a moment (OpenSSH: {@code MaxSessions}); nothing has begun then, and
 * the channel is asked for again. A connection that gives no answer is cut: the library would wait
 * for it until its own questions are not answered either, much longer than an attempt may take.
 */
record Channels(Session session, Deadlines deadlines) {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** An open channel; its command is running. */
  ChannelExec exec(Consumer<ChannelExec> prepared, Patience patience, StopSwitch stop)
      throws JSchException, InterruptedException {
    return (ChannelExec)
        open("exec", channel -> prepared.accept((ChannelExec) channel), patience, stop);
  }

  ChannelSftp sftp(Patience patience, StopSwitch stop) throws JSchException, InterruptedException {
    return (ChannelSftp) open("sftp", channel -> {}, patience, stop);
  }

  private Channel open(String type, Consumer<Channel> prepared, Patience patience, StopSwitch stop)
      throws JSchException, InterruptedException {
    long end = System.nanoTime() + patience.room().toNanos();
    while (true) {
      Channel channel = session.openChannel(type);
      if (channel == null) {
        throw new JSchException("the connection is closed");
      }
      prepared.accept(channel);
      try {
        connect(channel, patience.answer());
        return channel;
      } catch (JSchException e) {
        channel.disconnect();
        boolean hopeless = !session.isConnected() || System.nanoTime() - end > 0;
        if (hopeless || stop.isFired()) {
          throw e;
        }
      }
      stop.await(PAUSE);
    }
  }

  private void connect(Channel channel, Duration longest) throws JSchException {
    AtomicBoolean silent = new AtomicBoolean();
    Future<?> deadline =
        deadlines.after(
            longest,
            () -> {
              silent.set(true);
              session.disconnect();
            });
    try {
      // Without a time the library looks every 10 ms whether the connection is still there.
      channel.connect();
    } catch (JSchException e) {
      throw silent.get() ? new JSchException("the connection gives no answer any more", e) : e;
    } finally {
      deadline.cancel(false);
    }
  }
}
