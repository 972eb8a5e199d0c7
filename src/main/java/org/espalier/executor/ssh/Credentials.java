package org.espalier.executor.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.SshSettings;

/**
 * What proves who the user is. A class and not a record, so that it is never printed.
 *
 * <p>Fields are absent or given; at least one of password, key and agent is given.
 */
final class Credentials {
  private static final int MAX_KEY_BYTES = 1 << 16;

  final Optional<String> password;
  final Optional<byte[]> key;
  final Optional<String> passphrase;
  final boolean agent;

  private Credentials(
      Optional<String> password, Optional<byte[]> key, Optional<String> passphrase, boolean agent) {
    this.password = password;
    this.key = key;
    this.passphrase = passphrase;
    this.agent = agent;
  }

  /**
   * Reads the inputs and the key file they name.
   *
   * @throws InvalidInputException when nothing is given, or something wrong
   * @throws SshException when the key or the agent may not be used
   */
  static Credentials read(Inputs inputs, SshSettings settings) throws SshException {
    Optional<byte[]> key =
        inputs.text("private_key").map(text -> text.getBytes(StandardCharsets.UTF_8));
    Optional<String> file = inputs.text("key_file").filter(text -> !text.isBlank());
    if (key.isEmpty() && file.isPresent()) {
      key = Optional.of(readFile(file.get(), settings.keyDirectory()));
    }
    boolean agent = inputs.flag("agent").orElse(false);
    Optional<String> password = inputs.text("password");
    if (password.isEmpty() && key.isEmpty() && !agent) {
      throw new InvalidInputException(
          "inputs.password, inputs.private_key or inputs.key_file is required.");
    }
    if (agent && settings.agentSocket().isEmpty()) {
      throw SshException.permanent(
          "agent_denied",
          "inputs.agent is not allowed here. An administrator allows it with the setting espalier.executors.ssh.agent-socket.");
    }
    return new Credentials(password, key, inputs.text("passphrase"), agent);
  }

  private static byte[] readFile(String named, String directory) throws SshException {
    if (directory.isEmpty()) {
      throw SshException.permanent(
          "key_file_denied",
          "inputs.key_file is not allowed here: an administrator sets espalier.executors.ssh.key-directory, or the task gives inputs.private_key.");
    }
    try {
      Path allowed = Path.of(directory).toRealPath();
      Path file = allowed.resolve(named).toRealPath();
      if (!file.startsWith(allowed) || !Files.isRegularFile(file)) {
        throw SshException.permanent(
            "key_file_denied",
            "inputs.key_file must be a file below the directory set by espalier.executors.ssh.key-directory.");
      }
      return Files.size(file) > MAX_KEY_BYTES ? new byte[0] : Files.readAllBytes(file);
    } catch (IOException | InvalidPathException e) {
      throw SshException.permanent(
          "key_file_not_found",
          "inputs.key_file names no file that can be read below the directory set by espalier.executors.ssh.key-directory.");
    }
  }
}
