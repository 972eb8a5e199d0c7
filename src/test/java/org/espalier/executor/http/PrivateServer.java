package org.espalier.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;

/** A server of a private authority that asks for the client's certificate. */
public final class PrivateServer implements AutoCloseable {
  public static final String PASSWORD = "changeit";

  private final KeyStore serverKeys;
  private final KeyStore clientKeys;
  private final byte[] clientFile;
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpsServer server;

  private PrivateServer(Path directory) throws Exception {
    serverKeys = keys(directory.resolve("server.p12"), "CN=server", "RSA");
    clientKeys = keys(directory.resolve("client.p12"), "CN=client", "EC");
    clientFile = Files.readAllBytes(directory.resolve("client.p12"));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context()) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
            parameters.setNeedClientAuth(true);
            connection.setSSLParameters(parameters);
          }
        });
    server.createContext("/", this::answer);
    server.setExecutor(threads);
  }

  /** Starts one with keys made in this directory. */
  public static PrivateServer start(Path directory) throws Exception {
    PrivateServer made = new PrivateServer(directory);
    made.server.start();
    return made;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    TestServer.answer(exchange, 200, "text/plain", "known");
  }

  /** {@code https://127.0.0.1:port/}. */
  public String url() {
    return "https://127.0.0.1:%d/".formatted(server.getAddress().getPort());
  }

  /**
   * An executor is refused without {@code tls}, and with it its request arrives, on whatever answer
   * it may have hoped for.
   */
  public void assertKnows(TaskExecutor executor, ObjectNode inputs) throws Exception {
    Failed stranger =
        (Failed)
            TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs.deepCopy())));
    assertThat(stranger.kind()).isEqualTo("tls");
    assertThat(stranger.retryable()).isFalse();
    ObjectNode unnamed = inputs.deepCopy();
    unnamed.putObject("tls").put("ca", authority());
    assertThat(executor.execute(Contexts.of(unnamed))).isInstanceOf(Failed.class);
    assertThat(requests).hasValue(0);
    inputs.set("tls", tls());
    executor.execute(Contexts.of(inputs));
    assertThat(requests).hasPositiveValue();
  }

  private static KeyStore keys(Path file, String name, String algorithm) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                algorithm,
                "-dname",
                name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  /** Knows the client by its very certificate. */
  private SSLContext context() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", clientKeys.getCertificate("own"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(serverKeys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  private static String certificate(KeyStore keys) throws Exception {
    return pem("CERTIFICATE", keys.getCertificate("own").getEncoded());
  }

  /** The server's certificate, PEM. */
  public String authority() throws Exception {
    return certificate(serverKeys);
  }

  /** The client's certificate, PEM. */
  public String certificate() throws Exception {
    return certificate(clientKeys);
  }

  /** The client's key and certificate, a PKCS#12 file as base64. */
  public String pkcs12() {
    return Base64.getEncoder().encodeToString(clientFile);
  }

  /** The client's key, PEM. */
  public String key() throws Exception {
    return pem("PRIVATE KEY", clientKeys.getKey("own", PASSWORD.toCharArray()).getEncoded());
  }

  /** What a task says to be known here. */
  public ObjectNode tls() throws Exception {
    return Json.object().put("ca", authority()).put("certificate", certificate()).put("key", key());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
