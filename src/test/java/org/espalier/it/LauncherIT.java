package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LauncherIT {
  private final EspalierServer server = new EspalierServer().asForAUser();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void startsTellsWhereStopsAndASecondDemoListsTheRunOfTheFirst() {
    assertThat(server.launch("status").exit()).isEqualTo(3);

    Command up = server.launch("up");
    assertThat(up).extracting(Command::exit).as(up.output() + server.logTail()).isEqualTo(0);
    assertThat(up.output())
        .containsPattern("Espalier is up at " + server.baseUri() + " after .* s");
    assertThat(server.http().get("/api/health").status()).isEqualTo(200);
    assertThat(server.launch("status"))
        .matches(status -> status.exit() == 0)
        .matches(status -> status.output().contains("is up at " + server.baseUri()));

    Command again = server.launch("up");
    assertThat(again.exit()).isEqualTo(0);
    assertThat(again.output())
        .contains("already running at " + server.baseUri() + " (pid " + server.pid() + ")");

    try (EspalierServer other = new EspalierServer()) {
      Command taken = other.launch("up", "--port", Integer.toString(server.port()));
      assertThat(taken.exit()).isEqualTo(1);
      assertThat(taken.output())
          .endsWith(
              "Port %d on 127.0.0.1 is taken; choose another with --port.\n"
                  .formatted(server.port()));
    }

    String run = runsADemo();
    assertThat(server.launch("stop").output()).contains("Espalier has stopped.");
    assertThat(server.launch("status").exit()).isEqualTo(3);
    assertThat(server.launch("stop").output()).contains("Espalier is not running");

    Command second = server.launch("demo");
    assertThat(second.exit()).as(second.output() + server.logTail()).isEqualTo(0);
    assertThat(second.output()).containsPattern(run + " +completed");
    assertThat(server.http().get("/api/health").status()).isEqualTo(200);
  }

  /** The id of its run. */
  private String runsADemo() {
    Command first = server.launch("demo");
    assertThat(first.exit()).as(first.output() + server.logTail()).isEqualTo(0);
    assertThat(first.output())
        .contains("59 tasks", "59/59", "59 completed", "/api/openapi.json", "./espalier stop")
        .contains(server.dataDir().toString());
    return first.output().replaceAll("(?s).*\\n  (\\S+)  completed.*", "$1");
  }

  @Test
  void saysWhyTheServerDidNotStart() {
    Command up = server.with("ESPALIER_NODE_LEASE", "soon").launch("up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output())
        .contains("espalier.node.lease", "soon", server.dataDir().resolve("log").toString());
    assertThat(server.launch("status").exit()).isEqualTo(3);
  }
}
