package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.http.TestServer.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of a private authority that asks for the client's certificate. // #19 */
@Timeout(120)
class RestCertificatesTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static HttpsServer server;
  private static ExecutorService threads;
  private static KeyStore serverKeys;
  private static KeyStore clientKeys;
  private static byte[] clientFile;

  private final RestExecutor http = RestExecutorTest.open();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
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
    server.createContext("/", exchange -> answer(exchange, 200, "text/plain", "known"));
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @AfterEach
  void close() {
    http.close();
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
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  /** Knows the client by its very certificate. */
  private static SSLContext context() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", clientKeys.getCertificate("own"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(serverKeys, PASSWORD);
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

  private static String key() throws Exception {
    return pem("PRIVATE KEY", clientKeys.getKey("own", PASSWORD).getEncoded());
  }

  private static ObjectNode tls() throws Exception {
    return Json.object()
        .put("ca", certificate(serverKeys))
        .put("certificate", certificate(clientKeys))
        .put("key", key());
  }

  private ExecutionOutcome run(ObjectNode tls) throws Exception {
    ObjectNode inputs =
        Json.object()
            .put("url", "https://127.0.0.1:%d/".formatted(server.getAddress().getPort()))
            .put("timeout", 60);
    inputs.set("tls", tls);
    return http.execute(Contexts.of(inputs));
  }

  private String refusal(ObjectNode tls) throws Exception {
    Failed failed = (Failed) run(tls);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).doesNotContain(key().split("\n")[1]);
    return failed.message();
  }

  @Test
  void aPemCertificateAndItsKeyAreShown() throws Exception {
    assertThat(run(tls())).isInstanceOf(Succeeded.class);
  }

  @Test
  void aPkcs12FileIsShown() throws Exception {
    ObjectNode tls =
        Json.object()
            .put("ca", certificate(serverKeys))
            .put("pkcs12", Base64.getEncoder().encodeToString(clientFile))
            .put("password", new String(PASSWORD));
    assertThat(run(tls)).isInstanceOf(Succeeded.class);
  }

  @Test
  void aServerOfAnUnknownAuthorityIsNotTrusted() throws Exception {
    Failed failed = (Failed) run(tls().without("ca"));
    assertThat(failed.kind()).isEqualTo("tls");
    Failed wrong = (Failed) run(tls().put("ca", certificate(clientKeys)));
    assertThat(wrong.kind()).isEqualTo("tls");
  }

  @Test
  void withoutACertificateTheServerRefuses() throws Exception {
    ExecutionOutcome outcome = run(Json.object().put("ca", certificate(serverKeys)));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isIn("tls", "network");
  }

  @Test
  void nobodyElsesRequestGoesOverACertificatesConnection() throws Exception {
    assertThat(run(tls())).isInstanceOf(Succeeded.class);
    assertThat(run(Json.object().put("ca", certificate(serverKeys)))).isInstanceOf(Failed.class);
  }

  @Test
  void whatCannotBeUsedIsNamed() throws Exception {
    assertThat(refusal(Json.object().put("ca", "no certificate"))).startsWith("inputs.tls.ca ");
    assertThat(refusal(tls().put("key", "-----BEGIN RSA PRIVATE KEY-----")))
        .contains("openssl pkcs8 -topk8 -nodes");
    assertThat(refusal((ObjectNode) tls().without("key")))
        .isEqualTo("inputs.tls.key is required beside the other of certificate and key.");
    assertThat(refusal(Json.object().put("pkcs12", "AAAA"))).startsWith("inputs.tls.pkcs12 ");
    assertThat(refusal(tls().put("pkcs12", "AAAA")))
        .isEqualTo("inputs.tls.pkcs12 has certificate and key; leave the other two out.");
  }
}
