package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.espalier.api.http.ServedVersion;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.engine.node.Engine;
import org.espalier.engine.query.RunRepository;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.ExecutorType;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.espalier.settings.EspalierSettings;

/** What there is to know of the server. */
@ApplicationScoped
public class SystemMethods implements RpcMethods {
  /** The version of the AI Partner Up Flow Protocol that is spoken. */
  private static final String PROTOCOL_VERSION = "1.0";

  @Inject Engine engine;
  @Inject RunRepository runs;
  @Inject ExecutorRegistry executors;
  @Inject EspalierSettings settings;
  @Inject Clock clock;
  @Inject ServedVersion version;

  /** For the container, which sets the fields. */
  public SystemMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("system.health", this::health, "system.executors", this::executors);
  }

  private RpcResult health(RpcCall call) {
    boolean isUp = engine.isUp();
    return new RpcResult.Value(
        Json.object()
            .put("status", isUp ? "healthy" : "unhealthy")
            .put("message", isUp ? "Espalier is healthy" : "The node has lost its lease for now")
            .put("version", version.text())
            .put("protocol_version", PROTOCOL_VERSION)
            .put("timestamp", JsonTime.text(clock.instant()))
            .put("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1_000)
            .put("running_tasks_count", runs.countActive(Optional.empty())));
  }

  private RpcResult executors(RpcCall call) {
    ArrayNode all = Json.array();
    executors.types().forEach(type -> all.add(executor(type)));
    ObjectNode answer = Json.object();
    answer.set("executors", all);
    answer.put("count", all.size());
    boolean isRestricted = !settings.executors().enabled().isEmpty();
    answer.put("restricted", isRestricted);
    if (isRestricted) {
      ArrayNode allowed = answer.putArray("allowed_ids");
      settings.executors().enabled().forEach(allowed::add);
    }
    return new RpcResult.Value(answer);
  }

  private static ObjectNode executor(ExecutorType type) {
    ObjectNode json =
        Json.object()
            .put("id", type.kind())
            .put("name", type.title())
            .put("description", type.description());
    json.putArray("tags");
    json.putArray("dependencies");
    json.put("available", type.unavailable().isEmpty());
    type.unavailable().ifPresent(why -> json.put("unavailable_reason", why));
    json.set("input_schema", type.inputsSchema());
    return json;
  }
}
