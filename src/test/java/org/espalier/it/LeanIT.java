package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The WAR without the libraries of single executors; run by the Maven profile {@code lean} alone.
 */
class LeanIT {
  private static final Path LEAN = Path.of("target/espalier-lean.war").toAbsolutePath();
  private static final Path FULL = Path.of("target/espalier.war").toAbsolutePath();
  private static final Set<String> CORE =
      Set.of(
          "aggregate_results_executor", "echo_executor", "rest_executor", "system_info_executor");

  private static Set<String> libraries(Path war) throws IOException {
    try (JarFile file = new JarFile(war.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void leavesOutLibrariesAndNothingElse() throws IOException {
    Set<String> full = libraries(FULL);
    Set<String> lean = libraries(LEAN);
    assertThat(full).containsAll(lean);
    assertThat(full.size()).isGreaterThan(lean.size());
    assertThat(lean).anyMatch(name -> name.contains("jackson-databind"));
    assertThat(lean).noneMatch(name -> name.contains("jackson-datatype"));
  }

  @Test
  void startsAndListsWhatLacksItsLibraryWithTheReason() {
    try (EspalierServer server =
        new EspalierServer()
            .with("ESPALIER_WAR", LEAN.toString())
            .with("ESPALIER_EXECUTORS_EJB_ALLOW", "*")
            .start()) {
      Http http = server.http();
      JsonNode all = http.get("/api/executors").json();
      JsonNode list = all.isArray() ? all : all.elements().next();
      Set<String> available = new TreeSet<>();
      for (JsonNode executor : list) {
        if (executor.get("available").booleanValue()) {
          available.add(executor.get("kind").textValue());
        }
      }
      assertThat(available).containsAll(CORE).doesNotContain("ejb_executor");
      assertThat(http.get("/api/executors/ejb_executor").text())
          .contains("This server was built without the library jackson-datatype-jsr310");
      Http.Answer refused =
          http.post(
              "/api/trees",
              "{\"name\":\"t\",\"schemas\":{\"method\":\"ejb_executor\"},\"inputs\":{\"jndi\":\"java:x\",\"method\":\"y\"}}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("built without the library");
      runsATree(http);
    }
  }

  private static void runsATree(Http http) {
    Http.Answer tree =
        http.post(
            "/api/trees?run=true",
            "{\"name\":\"t\",\"schemas\":{\"method\":\"system_info_executor\"}}");
    assertThat(tree.status()).as(tree.text()).isEqualTo(201);
    Await.until(
        "the run is completed",
        Duration.ofSeconds(60),
        () -> http.get("/api/runs/" + tree.at("/run/id")).at("/status").equals("completed"));
  }
}
