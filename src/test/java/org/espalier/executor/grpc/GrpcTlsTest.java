package org.espalier.executor.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class GrpcTlsTest {
  @TempDir private static Path certificates;
  private TestServer server;
  private GrpcExecutor grpc;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Path script = certificates.resolve("certificates.sh");
    try (InputStream in = GrpcTlsTest.class.getResourceAsStream("certificates.sh")) {
      Files.copy(in, script);
    }
    Process process =
        new ProcessBuilder("sh", script.toString(), certificates.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(TestServer.Has.V1, Optional.of(certificates));
    grpc = GrpcExecutorTest.open("127.0.0.0/8");
  }

  @AfterEach
  void stop() {
    grpc.close();
    server.close();
  }

  private static String pem(String name) throws IOException {
    return Files.readString(certificates.resolve(name));
  }

  private ObjectNode inputs() {
    return json(
        "{'server':'%s','service':'test.v1.Notes','method':'Say','request':{'text':'hello'}}"
            .formatted(server.address()));
  }

  private static ObjectNode withBoth(ObjectNode inputs) throws IOException {
    inputs
        .putObject("tls")
        .put("ca", pem("ca.pem"))
        .put("cert", pem("client.pem"))
        .put("key", pem("client-key.pem"));
    return inputs;
  }

  private Failed failed(ObjectNode inputs) throws InterruptedException {
    ExecutionOutcome outcome = grpc.execute(Contexts.of(inputs));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).message()).endsWith(".").doesNotContain("Exception");
    return (Failed) outcome;
  }

  @Test
  void bothSidesProveWhoTheyAre() throws Exception {
    assertThat(grpc.execute(Contexts.of(withBoth(inputs())))).isInstanceOf(Succeeded.class);
  }

  @Test
  void theCertificateMayHaveAnotherName() throws Exception {
    ObjectNode inputs = withBoth(inputs());
    inputs.withObject("/tls").put("server_name", "grpc.test");
    assertThat(grpc.execute(Contexts.of(inputs))).isInstanceOf(Succeeded.class);
    inputs.withObject("/tls").put("server_name", "other.test");
    assertThat(failed(inputs).kind()).isEqualTo("tls");
  }

  @Test
  void aServerThatCannotBeTrustedIsAFailureForGood() throws Exception {
    Failed failed = failed(inputs().put("tls", true));
    assertThat(failed.kind()).isEqualTo("tls");
    assertThat(failed.retryable()).isFalse();
  }

  @Test
  void aClientWithoutItsCertificateIsTurnedAway() throws Exception {
    ObjectNode inputs = inputs();
    inputs.putObject("tls").put("ca", pem("ca.pem"));
    assertThat(failed(inputs).kind()).isIn("tls", "network", "grpc_unavailable");
  }

  @Test
  void plainTextToATlsServerIsAFailureOfTheNetwork() throws Exception {
    assertThat(failed(inputs()).kind()).isIn("network", "grpc_unavailable");
  }
}
