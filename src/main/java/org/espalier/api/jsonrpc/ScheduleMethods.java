package org.espalier.api.jsonrpc;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Schedules and triggers from outside. */
@ApplicationScoped
public class ScheduleMethods implements RpcMethods {
  private static final List<String> NAMES =
      List.of(
          "tasks.scheduled.list",
          "tasks.scheduled.due",
          "tasks.scheduled.init",
          "tasks.scheduled.complete",
          "tasks.scheduled.export-ical",
          "tasks.webhook.trigger");

  /** For the container. */
  public ScheduleMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    Map<String, RpcMethod> methods = new HashMap<>();
    NAMES.forEach(name -> methods.put(name, ScheduleMethods::refuse));
    return methods;
  }

  private static RpcResult refuse(RpcCall call) {
    throw new RpcException(
        RpcCode.SERVER_ERROR, "This server does not run schedules: '%s'.".formatted(call.method()));
  }
}
