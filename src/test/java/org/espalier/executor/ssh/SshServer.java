package org.espalier.executor.ssh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Leftovers;

/**
 * An OpenSSH server on a free loopback port, with a user of its own. Needs root and the packages
 * openssh-server and openssh-client; without them a test is skipped, but not where {@code CI} is
 * set.
 */
final class SshServer {
  static final String PASSWORD = "pa'ss $word";
  static final String PASSPHRASE = "a phrase";
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  final Path directory;
  final String user;
  private int port;
  private Process process;

  private SshServer(Path directory, String user) {
    this.directory = directory;
    this.user = user;
  }

  static SshServer start() throws Exception {
    boolean can = Files.isExecutable(SSHD) && System.getProperty("user.name").equals("root");
    assumeTrue(
        can || System.getenv("CI") != null,
        "SKIPPED: needs root and sshd (Debian: apt-get install openssh-server)");
    Path directory =
        Files.createTempDirectory(
            "espalier-sshd",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Leftovers.of(directory);
    SshServer server = new SshServer(directory, "esp" + ProcessHandle.current().pid());
    Leftovers.ofUser(server.user);
    server.prepare();
    server.run();
    return server;
  }

  private void prepare() throws Exception {
    Files.createDirectories(Path.of("/run/sshd"));
    command("useradd", "--create-home", "--home-dir", home().toString(), "-s", "/bin/bash", user);
    command("sh", "-c", "printf '%s' \"$1\" | chpasswd", "sh", user + ":" + PASSWORD + "\n");
    key("host", "ed25519", "");
    key("other_host", "ed25519", "");
    key("client", "ed25519", "");
    key("client_rsa", "rsa", "");
    key("client_locked", "ed25519", PASSPHRASE);
    key("stranger", "ed25519", "");
    command(
        "ssh-keygen",
        "-q",
        "-t",
        "rsa",
        "-m",
        "PEM",
        "-N",
        PASSPHRASE,
        "-f",
        directory.resolve("rsa_locked").toString());
    StringBuilder authorized = new StringBuilder();
    for (String name : List.of("client", "client_rsa", "client_locked")) {
      authorized.append(Files.readString(directory.resolve(name + ".pub")));
    }
    Files.writeString(directory.resolve("authorized"), authorized);
    port = EspalierServer.freePort();
  }

  private void key(String name, String type, String passphrase) throws Exception {
    String file = directory.resolve(name).toString();
    command("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", file);
  }

  /** Starts it, also again, with another host key if that was changed. */
  void run() throws Exception {
    Path config = directory.resolve("sshd_config");
    Files.writeString(
        config,
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        PidFile none
        UsePAM no
        PasswordAuthentication yes
        KbdInteractiveAuthentication no
        StrictModes no
        AuthorizedKeysFile %s
        Subsystem sftp internal-sftp
        MaxStartups 300
        AllowUsers %s
        """
            .formatted(port, directory.resolve("host"), directory.resolve("authorized"), user));
    process =
        new ProcessBuilder(
                SSHD.toString(),
                "-D",
                "-f",
                config.toString(),
                "-E",
                directory.resolve("log").toString())
            .start();
    Await.until("sshd listens", Duration.ofSeconds(30), this::listens);
  }

  private boolean listens() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  int port() {
    return port;
  }

  Path home() {
    return directory.resolve("home");
  }

  String keyText(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /** {@code SHA256:...} of a host key. */
  String fingerprint(String name) throws Exception {
    return command("ssh-keygen", "-l", "-f", directory.resolve(name + ".pub").toString())
        .split(" ")[1];
  }

  /** A line of a known-hosts file. */
  String knownHost(String name) throws IOException {
    String[] key = Files.readString(directory.resolve(name + ".pub")).split(" ");
    return "[127.0.0.1]:%d %s %s%n".formatted(port, key[0], key[1]);
  }

  /** How many connections there are. */
  long connections() {
    return process.children().filter(ProcessHandle::isAlive).count();
  }

  /** Cuts every connection; the listener goes on. */
  void cutConnections() {
    process.descendants().filter(this::isSshd).forEach(ProcessHandle::destroyForcibly);
  }

  boolean isSshd(ProcessHandle one) {
    return one.info().command().filter(SSHD.toString()::equals).isPresent();
  }

  static String command(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(List.of(words) + ": " + output);
    }
    return output;
  }

  private void stop() throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("sshd does not end");
    }
  }

  /** Ends it and takes its user and files away. */
  void close() throws Exception {
    stop();
    command("userdel", "-f", user);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(SshServer::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
