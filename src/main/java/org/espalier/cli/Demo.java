package org.espalier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.client.EspalierClient;

/** Submits a tree, shows how it runs, and says where everything is. */
final class Demo {
  private static final int RUNS_SHOWN = 10;

  private final DemoOptions options;
  private final PrintStream out;
  private final EspalierClient client;

  Demo(DemoOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.client = new EspalierClient(options.base(), options.key());
  }

  /** Answers whether the run completed. */
  boolean run() throws IOException {
    JsonNode tree = client.submitAndRun(Files.readString(options.tree()));
    String runId = tree.path("run").path("id").asText();
    Map<String, String> names = namesOf(tree);
    out.printf("%nRunning %s: %d tasks.%n%n", tree.path("name").asText(), names.size());
    ProgressView view = new ProgressView(names, out, options.terminal());
    client
        .events(runId)
        .follow(
            event -> {
              view.show(event);
              return !event.endsRun();
            });
    view.close();
    JsonNode run = client.run(runId);
    summarise(run);
    listRuns(runId);
    sayWhere();
    return run.path("status").asText().equals("completed");
  }

  private static Map<String, String> namesOf(JsonNode tree) {
    Map<String, String> names = new LinkedHashMap<>();
    tree.path("tasks")
        .forEach(task -> names.put(task.path("id").asText(), task.path("name").asText()));
    return names;
  }

  private void summarise(JsonNode run) {
    out.printf(
        "%nThe run %s%s: %s.%n",
        RunLine.word(run), RunLine.duration(run).map(d -> " in " + d).orElse(""), counts(run));
    if (!run.path("error").asText("").isEmpty() && !run.path("error").isNull()) {
      out.printf("  %s%n", run.path("error").asText());
    }
  }

  private static String counts(JsonNode run) {
    StringBuilder text = new StringBuilder();
    run.path("counts")
        .properties()
        .forEach(
            count -> {
              if (count.getValue().asInt() > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                    .append(count.getValue().asInt())
                    .append(' ')
                    .append(count.getKey().replace('_', ' '));
              }
            });
    return text.isEmpty() ? "no tasks" : text.toString();
  }

  private void listRuns(String current) {
    out.printf("%nRuns on this server, newest first:%n");
    client
        .runs(RUNS_SHOWN)
        .path("items")
        .forEach(
            run ->
                out.printf(
                    "  %s%s%n",
                    RunLine.of(run),
                    run.path("id").asText().equals(current) ? "  (this one)" : ""));
  }

  private void sayWhere() {
    out.printf(
        """

        API        %1$s/api
        OpenAPI    %1$s/api/openapi.json
        Data       %2$s
        Log        %3$s

        The server goes on running; stop it with %4$s
        """,
        options.base(), options.dataDir(), options.log(), options.stop());
  }
}
