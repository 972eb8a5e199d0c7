package org.espalier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.espalier.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EspalierClientTest {
  private FakeServer server;
  private EspalierClient client;

  @BeforeEach
  void startServer() throws Exception {
    server = new FakeServer();
    client = new EspalierClient(server.uri());
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void answersTheServersJson() {
    server.on("GET /api/runs?limit=3", 200, "{\"items\":[{\"id\":\"r\"}]}");

    assertThat(client.runs(3).at("/items/0/id").asText()).isEqualTo("r");
  }

  @Test
  void throwsTheServersOwnSentenceAndCode() {
    server.on(
        "POST /api/trees?run=true",
        422,
        "{\"code\":\"invalid_tree\",\"title\":\"Invalid tree\",\"detail\":\"No root.\"}");

    assertThatThrownBy(() -> client.submitAndRun("{}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TREE);
              assertThat(e.status()).isEqualTo(422);
              assertThat(e).hasMessageContaining("No root.");
            });
  }

  @Test
  void saysWhichServerDidNotAnswer() {
    server.close();

    assertThatThrownBy(() -> client.run("r"))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining(server.uri().toString());
  }

  @Test
  void resumesABrokenStreamBehindItsLastEvent() {
    server
        .on("GET /api/runs/r/events", 200, "id: 1\ndata: {}\n\nid: 2\ndata: {}\n\nid: 3\nda")
        .on("GET /api/runs/r/events", 503, "")
        .on("GET /api/runs/r/events", 200, "id: 3\nevent: run.ended\ndata: {}\n\n");
    List<String> ids = new ArrayList<>();

    client
        .events("r")
        .follow(
            event -> {
              ids.add(event.id());
              return !event.endsRun();
            });

    assertThat(ids).containsExactly("1", "2", "3");
    assertThat(server.calls())
        .containsExactly(
            "GET /api/runs/r/events",
            "GET /api/runs/r/events after 2",
            "GET /api/runs/r/events after 2");
  }

  @Test
  void givesUpAStreamThatIsRefused() {
    server.on("GET /api/runs/r/events", 404, "{\"code\":\"run_not_found\",\"detail\":\"No run.\"}");

    assertThatThrownBy(() -> client.events("r").follow(event -> true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("No run.");
  }
}
