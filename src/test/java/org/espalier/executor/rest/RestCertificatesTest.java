package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.http.PrivateServer;
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
  @TempDir static Path directory;
  private static PrivateServer server;

  private final RestExecutor http = RestExecutorTest.open();

  @BeforeAll
  static void start() throws Exception {
    server = PrivateServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() {
    http.close();
  }

  private ExecutionOutcome run(ObjectNode tls) throws Exception {
    ObjectNode inputs = Json.object().put("url", server.url()).put("timeout", 60);
    inputs.set("tls", tls);
    return TaskExecutorContract.outcome(() -> http.execute(Contexts.of(inputs)));
  }

  private String refusal(ObjectNode tls) throws Exception {
    Failed failed = (Failed) run(tls);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).doesNotContain(server.key().split("\n")[1]);
    return failed.message();
  }

  @Test
  void aPemCertificateAndItsKeyAreShown() throws Exception {
    assertThat(run(server.tls())).isInstanceOf(Succeeded.class);
  }

  @Test
  void aPkcs12FileIsShown() throws Exception {
    ObjectNode tls =
        Json.object()
            .put("ca", server.authority())
            .put("pkcs12", server.pkcs12())
            .put("password", PrivateServer.PASSWORD);
    assertThat(run(tls)).isInstanceOf(Succeeded.class);
  }

  @Test
  void aServerOfAnUnknownAuthorityIsNotTrusted() throws Exception {
    Failed failed = (Failed) run(server.tls().without("ca"));
    assertThat(failed.kind()).isEqualTo("tls");
    Failed wrong = (Failed) run(server.tls().put("ca", server.certificate()));
    assertThat(wrong.kind()).isEqualTo("tls");
  }

  @Test
  void withoutACertificateTheServerRefuses() throws Exception {
    ExecutionOutcome outcome = run(Json.object().put("ca", server.authority()));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isIn("tls", "network");
  }

  @Test
  void nobodyElsesRequestGoesOverACertificatesConnection() throws Exception {
    assertThat(run(server.tls())).isInstanceOf(Succeeded.class);
    assertThat(run(Json.object().put("ca", server.authority()))).isInstanceOf(Failed.class);
  }

  @Test
  void whatCannotBeUsedIsNamed() throws Exception {
    assertThat(refusal(Json.object().put("ca", "no certificate"))).startsWith("inputs.tls.ca ");
    assertThat(refusal(server.tls().put("key", "-----BEGIN RSA PRIVATE KEY-----")))
        .contains("openssl pkcs8 -topk8 -nodes");
    assertThat(refusal((ObjectNode) server.tls().without("key")))
        .isEqualTo("inputs.tls.key is required beside the other of certificate and key.");
    assertThat(refusal(Json.object().put("pkcs12", "AAAA"))).startsWith("inputs.tls.pkcs12 ");
    assertThat(refusal(server.tls().put("pkcs12", "AAAA")))
        .isEqualTo("inputs.tls.pkcs12 has certificate and key; leave the other two out.");
  }
}
