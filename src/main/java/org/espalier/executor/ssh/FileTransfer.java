package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/** Writes and reads files over SFTP, each time on a channel of its own. */
record FileTransfer(
    Channels channels,
    Patience patience,
    int maxBytes,
    StopSwitch stop,
    ProgressListener progress) {
  /** What is done with an open channel. */
  @FunctionalInterface
  private interface Work {
    void with(ChannelSftp channel) throws SftpException, SshException;
  }

  void upload(List<Upload> files) throws SshException, InterruptedException {
    inChannel(
        files.isEmpty(),
        channel -> {
          for (Upload file : files) {
            put(channel, file);
            progress.progress(
                0, "uploaded %s, %d bytes".formatted(file.path(), file.content().length));
          }
        });
  }

  private static void put(ChannelSftp channel, Upload file) throws SftpException, SshException {
    try {
      channel.put(new ByteArrayInputStream(file.content()), file.path());
      if (file.mode().isPresent()) {
        channel.chmod(file.mode().getAsInt(), file.path());
      }
    } catch (SftpException e) {
      throw failure("written", file.path(), e);
    }
  }

  /** Reads files: {@code {path: {"bytes": number, "text" or "base64": string}}}. */
  ObjectNode download(List<Download> files) throws SshException, InterruptedException {
    ObjectNode read = Json.object();
    inChannel(
        files.isEmpty(),
        channel -> {
          for (Download file : files) {
            byte[] content = get(channel, file.path());
            ObjectNode shown = read.putObject(file.path()).put("bytes", content.length);
            if (file.base64()) {
              shown.put("base64", Base64.getEncoder().encodeToString(content));
            } else {
              shown.put("text", new String(content, StandardCharsets.UTF_8));
            }
            progress.progress(1, "downloaded %s, %d bytes".formatted(file.path(), content.length));
          }
        });
    return read;
  }

  private byte[] get(ChannelSftp channel, String path) throws SshException {
    Capped content = new Capped(maxBytes);
    try {
      if (channel.stat(path).getSize() > maxBytes) {
        throw tooLarge(path);
      }
      channel.get(path, content);
      return content.toByteArray();
    } catch (SftpException e) {
      throw content.isFull() ? tooLarge(path) : failure("read", path, e);
    }
  }

  private SshException tooLarge(String path) {
    return SshException.permanent(
        "file_too_large",
        "File %s has more than %d bytes (setting espalier.executors.ssh.max-file-bytes)."
            .formatted(path, maxBytes));
  }

  private static SshException failure(String what, String path, SftpException e) {
    String message = "File %s could not be %s: %s.".formatted(path, what, e.getMessage());
    return switch (e.id) {
      case ChannelSftp.SSH_FX_NO_SUCH_FILE -> SshException.permanent("file_not_found", message);
      case ChannelSftp.SSH_FX_PERMISSION_DENIED -> SshException.permanent("file_denied", message);
      default -> SshException.retryable("sftp", message);
    };
  }

  private void inChannel(boolean nothingToDo, Work work) throws SshException, InterruptedException {
    if (nothingToDo || stop.isFired()) {
      return;
    }
    try {
      ChannelSftp channel = channels.sftp(patience, stop);
      StopSwitch.Watch watch = stop.watch(() -> disconnectSoon(channel));
      try {
        work.with(channel);
      } finally {
        watch.close();
        channel.disconnect();
      }
    } catch (JSchException | SftpException e) {
      throw SshException.retryable(
          "sftp", "No files can be transferred: %s.".formatted(e.getMessage()));
    }
  }

  /** Closing a channel writes to the network, which may block. */
  private static void disconnectSoon(ChannelSftp channel) {
    Thread thread = new Thread(channel::disconnect, "espalier-ssh-stop");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes no more than allowed; the size a server tells need not be true. */
  private static final class Capped extends ByteArrayOutputStream {
    private final int maxBytes;

    Capped(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    boolean isFull() {
      return count >= maxBytes;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, Math.min(length, maxBytes + 1 - count));
      if (count > maxBytes) {
        throw new java.io.UncheckedIOException(new IOException("too large"));
      }
    }
  }
}
