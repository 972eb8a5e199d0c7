package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.client.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private static final String TREE =
      """
      {"name": "sky", "run": {"id": "r2"},
       "tasks": [{"id": "t1", "name": "project"}, {"id": "t2", "name": "mosaic"}]}
      """;

  private static final String EVENTS =
      """
      id: 1
      event: task.started
      data: {"task_id": "t1", "status": "in_progress"}

      id: 2
      event: task.progress
      data: {"task_id": "t1", "status": "in_progress", "progress": 0.4}

      id: 3
      event: task.completed
      data: {"task_id": "t1", "status": "completed", "progress": 1.0}

      id: 4
      event: run.ended
      data: {"status": "%1$s"}

      """;

  private static final String RUN =
      """
      {"id": "r2", "status": "%1$s", "created_at": "2026-01-02T03:04:05.000000Z", "error": null,
       "started_at": "2026-01-02T03:04:05.000000Z", "ended_at": "2026-01-02T03:04:07.500000Z",
       "counts": {"completed": 1, "in_progress": 0, "pending": 1}}
      """;

  @TempDir Path directory;
  private FakeServer server;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void startServer() throws Exception {
    server = new FakeServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void showsEachChangeAndTheCounts() throws Exception {
    assertThat(demo("completed", false)).isTrue();

    assertThat(output())
        .containsPattern("s {4}0/2 {2}in progress {2}project")
        .containsPattern("s {4}0/2 {2}25 % {9}project")
        .containsPattern("s {4}1/2 {2}completed {4}project")
        .contains("The run completed in 2.5 s: 1 completed, 1 pending.")
        .doesNotContain("\u001b");
  }

  @Test
  void listsEarlierRunsAndSaysWhereEverythingIs() throws Exception {
    demo("completed", false);

    assertThat(output())
        .containsPattern("r2 +completed +submitted .*, took 2.5 s {2}\\(this one\\)")
        .containsPattern("r1 +failed +submitted 2026-01-01")
        .contains(server.uri() + "/api/openapi.json", "/data", "/log", "./espalier stop");
  }

  @Test
  void drawsABarOverItselfOnATerminal() throws Exception {
    demo("completed", true);

    assertThat(output()).contains("1 of 2 done, 0 running").contains("\r\u001b[2K");
  }

  @Test
  void answersFalseWhenTheRunFailed() throws Exception {
    assertThat(demo("failed", false)).isFalse();
  }

  private boolean demo(String status, boolean terminal) throws Exception {
    Path tree = Files.writeString(directory.resolve("tree.json"), "{}");
    String run = RUN.formatted(status);
    server
        .on("POST /api/trees?run=true", 201, TREE)
        .on("GET /api/runs/r2/events", 200, EVENTS.formatted(status))
        .on("GET /api/runs/r2", 200, run)
        .on(
            "GET /api/runs?limit=10",
            200,
            "{\"items\": ["
                + run
                + ", {\"id\": \"r1\", \"status\": \"failed\", \"created_at\": \"2026-01-01\"}]}");
    DemoOptions options =
        new DemoOptions(server.uri(), "", tree, "/data", "/log", "./espalier stop", terminal);
    return new Demo(options, new PrintStream(written, true, StandardCharsets.UTF_8)).run();
  }

  private String output() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
