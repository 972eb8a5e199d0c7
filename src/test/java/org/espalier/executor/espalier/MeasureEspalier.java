package org.espalier.executor.espalier;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.espalier.executor.Contexts;
import org.espalier.executor.Measuring;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Http;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.EspalierSettings;

/** Prints the figures of docs/executors/espalier_executor.md; its argument is a running node. */
final class MeasureEspalier {
  private static final String TASKS =
      "[{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'delay':%s}}]";

  private MeasureEspalier() {}

  public static void main(String[] args) throws Exception {
    EspalierExecutor executor =
        EspalierExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            EspalierSettings.defaults().executors().espalier());
    Http http = new Http(URI.create(args[0]));
    Measuring.perCall("submission and events by hand", () -> bare(http));
    Measuring.perCall(
        "espalier_executor", () -> Measuring.succeed(executor, Contexts.json(inputs(args[0], 0))));
    Measuring.atOnce("espalier_executor", executor, () -> Contexts.json(inputs(args[0], 5)));
    executor.close();
  }

  private static String inputs(String base, int delay) {
    return "{'base_url':'%s','headers':{'Idempotency-Key':'%s'},'tasks':%s}"
        .formatted(base, UUID.randomUUID(), TASKS.formatted(delay));
  }

  private static String bare(Http http) {
    String body = Json.write(Contexts.json("{'tasks':" + TASKS.formatted(0) + "}"));
    Http.Answer tree = http.post("/api/trees?run=true", body);
    http.events(tree.at("/run/id")).follow(event -> !event.endsRun());
    return http.get("/api/trees/" + tree.at("/id")).text();
  }
}
