package org.espalier.executor.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import java.time.Duration;
import org.espalier.executor.StopSwitch;

/**
 * Ends a command on the far side, through a channel of its own: closing the channel of the command
 * would leave it running.
 */
final class RemoteKill {
  private static final System.Logger LOG = System.getLogger(RemoteKill.class.getName());
  private static final Patience CONNECT = Patience.of(Duration.ofSeconds(5));
  private static final Duration LONGEST = Duration.ofSeconds(8);
  private static final long LOOK_MILLIS = 20;

  private RemoteKill() {}

  /**
   * Runs the killer and waits for it. An interrupt is kept for later.
   *
   * @return whether it has run to its end
   */
  static boolean run(Channels channels, String killer, Duration grace) {
    boolean interrupted = Thread.interrupted();
    try {
      ChannelExec channel =
          channels.exec(prepared -> prepared.setCommand(killer), CONNECT, new StopSwitch());
      try {
        interrupted |= awaitClosed(channel, LONGEST.plus(grace));
        return channel.getExitStatus() == 0;
      } finally {
        channel.disconnect();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } catch (JSchException e) {
      LOG.log(System.Logger.Level.DEBUG, "a remote command could not be ended", e);
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean awaitClosed(ChannelExec channel, Duration longest) {
    boolean interrupted = false;
    long end = System.nanoTime() + longest.toNanos();
    while (!channel.isClosed() && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
