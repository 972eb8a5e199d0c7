package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Prints the figures of docs/executors/apflow_api_executor.md; its argument is a running node. */
final class MeasureApflow {
  private static final String TASKS =
      "[{'name':'a','schemas':{'method':'echo_executor'},'inputs':{'delay':%s}}]";

  private MeasureApflow() {}

  public static void main(String[] args) throws Exception {
    ApflowApiExecutor executor =
        ApflowApiExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            EspalierSettings.defaults().executors().apflow());
    Http http = new Http(URI.create(args[0]));
    Measuring.perCall("the same three calls by hand", () -> bare(http));
    Measuring.perCall(
        "apflow_api_executor",
        () -> Measuring.succeed(executor, Contexts.json(inputs(args[0], 0))));
    Measuring.atOnce("apflow_api_executor", executor, () -> Contexts.json(inputs(args[0], 5)));
    executor.close();
  }

  private static String inputs(String base, int delay) {
    return "{'base_url':'%s','method':'tasks.execute','params':%s,'wait_for_completion':true,'headers':{'Idempotency-Key':'%s'}}"
        .formatted(base, TASKS.formatted(delay), UUID.randomUUID());
  }

  private static String bare(Http http) {
    JsonNode task = call(http, "tasks.create", TASKS.formatted(0)).json().path("result");
    String id = "'task_id':'%s'".formatted(task.path("id").asText());
    call(http, "tasks.execute", "{%s,'use_streaming':true}".formatted(id));
    return call(http, "tasks.tree", "{%s}".formatted(id)).text();
  }

  private static Http.Answer call(Http http, String method, String params) {
    String body = "{'jsonrpc':'2.0','id':1,'method':'%s','params':%s}".formatted(method, params);
    return http.post("/tasks", Json.write(Contexts.json(body)));
  }
}
