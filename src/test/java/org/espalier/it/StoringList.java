package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A long list whose tasks are being stored, one with each write of the run. */
final class StoringList {
  private static final int MANY = 800;

  private final EspalierServer server;
  private final JsonNode tree;
  private final String id;

  /** Submits it, and returns when some of its tasks are stored. */
  StoringList(EspalierServer server) {
    this.server = server;
    String items = "0" + ",0".repeat(MANY - 1);
    this.tree =
        new Api(server.http())
            .submit(
                "{'name':'each','schemas':{'method':'foreach_executor'},'inputs':{'items':[%s],'collect':false,'max_concurrency':50,'task':{'schemas':{'method':'echo_executor'},'inputs':{'i':'${index}'}}}}"
                    .formatted(items));
    this.id = tree.get("id").textValue();
    Await.until("some are stored", Restarts.BOUND, () -> taskCount() > 20);
  }

  private int taskCount() {
    return server.http().get("/api/trees/" + id).json().path("tasks").size();
  }

  void isStoredWhole() {
    Restarts.awaitStatus(server, tree, "completed");
    assertThat(taskCount()).isEqualTo(MANY + 1);
    JsonNode each = server.http().get("/api/tasks/" + id).json();
    assertThat(each.get("attempts").intValue()).as("the kill hit the storing").isEqualTo(2);
    assertThat(each.at("/result/count").intValue()).isEqualTo(MANY);
    assertThat(each.at("/result/failed")).isEmpty();
  }
}
