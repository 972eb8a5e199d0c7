package org.espalier.executor.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.SshSettings;

/** Opens connections: address, host key, login. Thread-safe. */
record Connector(EgressGuard guard, SshSettings settings) {
  /** A silent peer is asked after this time, and given up after two more without an answer. */
  private static final int ALIVE_MILLIS = 15_000;

  private static final int ALIVE_COUNT = 2;

  /** A new connection, logged in. */
  Session connect(SshTarget target, StopSwitch stop) throws SshException {
    JSch library = new JSch();
    TrustedHosts hosts = new TrustedHosts(target.pins(), knownHosts(library));
    addKey(library, target);
    GuardedSockets sockets = new GuardedSockets(guard, target.connectTimeout(), stop);
    try {
      Session session = library.getSession(target.username(), target.host(), target.port());
      configure(session, target, sockets);
      session.setHostKeyRepository(hosts);
      if (target.credentials().agent) {
        session.setIdentityRepository(
            new AgentIdentityRepository(new SSHAgentConnector(Path.of(settings.agentSocket()))));
      }
      session.connect((int) target.connectTimeout().toMillis());
      return session;
    } catch (JSchException e) {
      throw ConnectFailure.of(e, target, hosts.presented());
    } catch (AgentProxyException | LinkageError e) {
      throw SshException.permanent(
          "agent",
          "The SSH agent (setting espalier.executors.ssh.agent-socket) cannot be asked: "
              + e.getMessage()
              + ".");
    } finally {
      sockets.release();
      removeKey(library);
    }
  }

  private HostKeyRepository knownHosts(JSch library) throws SshException {
    try {
      if (!settings.knownHosts().isEmpty()) {
        library.setKnownHosts(settings.knownHosts());
      }
      return library.getHostKeyRepository();
    } catch (JSchException e) {
      throw SshException.permanent(
          "known_hosts",
          "The file of known hosts (setting espalier.executors.ssh.known-hosts) cannot be read: "
              + e.getMessage()
              + ".");
    }
  }

  private static void addKey(JSch library, SshTarget target) throws SshException {
    Credentials credentials = target.credentials();
    if (credentials.key.isEmpty()) {
      return;
    }
    byte[] passphrase =
        credentials.passphrase.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    if (isLocked(library, credentials.key.get()) && passphrase == null) {
      throw badKey("it is locked; give inputs.passphrase");
    }
    try {
      library.addIdentity("task", credentials.key.get().clone(), null, passphrase);
      if (!library.getIdentityRepository().getIdentities().get(0).isEncrypted()) {
        return;
      }
    } catch (JSchException | RuntimeException e) {
      System.getLogger(Connector.class.getName())
          .log(System.Logger.Level.DEBUG, "a key could not be unlocked", e);
    }
    throw badKey("inputs.passphrase is not the right one for it");
  }

  private static boolean isLocked(JSch library, byte[] key) throws SshException {
    try {
      return KeyPair.load(library, key.clone(), null).isEncrypted();
    } catch (JSchException | RuntimeException e) {
      throw badKey("it is no private key in OpenSSH, PEM or PuTTY form");
    }
  }

  private static SshException badKey(String why) {
    return SshException.permanent("invalid_key", "The private key cannot be used: " + why + ".");
  }

  private static void removeKey(JSch library) {
    try {
      library.removeAllIdentity();
    } catch (JSchException e) {
      System.getLogger(Connector.class.getName())
          .log(System.Logger.Level.DEBUG, "a key could not be forgotten", e);
    }
  }

  private void configure(Session session, SshTarget target, GuardedSockets sockets)
      throws JSchException {
    session.setDaemonThread(true);
    session.setSocketFactory(sockets);
    session.setConfig("StrictHostKeyChecking", "yes");
    session.setConfig("PreferredAuthentications", String.join(",", methods(target)));
    session.setServerAliveInterval(ALIVE_MILLIS);
    session.setServerAliveCountMax(ALIVE_COUNT);
    target
        .credentials()
        .password
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .ifPresent(session::setPassword);
    List<String> types =
        target.pins().stream().flatMap(pin -> pin.type().stream()).distinct().toList();
    if (!types.isEmpty() && types.size() == target.pins().size()) {
      session.setConfig("server_host_key", String.join(",", algorithms(types)));
    }
  }

  private static List<String> methods(SshTarget target) {
    List<String> methods = new ArrayList<>();
    if (target.credentials().key.isPresent() || target.credentials().agent) {
      methods.add("publickey");
    }
    if (target.credentials().password.isPresent()) {
      methods.add("password");
      methods.add("keyboard-interactive");
    }
    return methods;
  }

  /** One type of key is used by several algorithms only with RSA (RFC 8332). */
  private static List<String> algorithms(List<String> types) {
    return types.stream()
        .map(type -> type.equals("ssh-rsa") ? "rsa-sha2-512,rsa-sha2-256" : type)
        .toList();
  }
}
