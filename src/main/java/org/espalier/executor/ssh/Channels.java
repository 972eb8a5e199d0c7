package org.espalier.executor.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Opens channels of a connection. A server counts a command until it has tidied up after it, so
 * that it may have no room for a moment (OpenSSH: {@code MaxSessions}); nothing has begun then, and
 * the channel is asked for again.
 */
final class Channels {
  private static final long PAUSE_MILLIS = 50;

  private Channels() {}

  /** An open channel; its command is running. */
  static ChannelExec exec(
      Session session, Consumer<ChannelExec> prepared, Duration longest, Stop stop)
      throws JSchException, InterruptedException {
    return (ChannelExec)
        open(session, "exec", channel -> prepared.accept((ChannelExec) channel), longest, stop);
  }

  static ChannelSftp sftp(Session session, Duration longest, Stop stop)
      throws JSchException, InterruptedException {
    return (ChannelSftp) open(session, "sftp", channel -> {}, longest, stop);
  }

  private static Channel open(
      Session session, String type, Consumer<Channel> prepared, Duration longest, Stop stop)
      throws JSchException, InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      Channel channel = session.openChannel(type);
      if (channel == null) {
        throw new JSchException("the connection is closed");
      }
      prepared.accept(channel);
      try {
        // Without a time the library looks every 10 ms whether the connection is still there.
        channel.connect();
        return channel;
      } catch (JSchException e) {
        channel.disconnect();
        boolean hopeless = !session.isConnected() || System.nanoTime() - end > 0;
        if (hopeless || stop.isFired()) {
          throw e;
        }
      }
      stop.await(PAUSE_MILLIS);
    }
  }
}
