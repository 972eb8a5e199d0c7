package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.ExecutorType;
import org.espalier.wire.ExecutorMessage;
import org.espalier.wire.Items;
import org.espalier.wire.RawJson;

/** What can run here, with JSON Schemas. */
@Path("executors")
@ApplicationScoped
public class ExecutorResource {
  @Inject ExecutorRegistry registry;

  /** For the container, which sets the fields. */
  public ExecutorResource() {}

  @GET
  public Response list() {
    return JsonAnswer.ok(
        new Items<>(registry.types().stream().map(ExecutorResource::message).toList()));
  }

  @GET
  @Path("{kind}")
  public Response get(@PathParam("kind") String kind) {
    return JsonAnswer.ok(message(registry.requireType(kind)));
  }

  private static ExecutorMessage message(ExecutorType type) {
    return new ExecutorMessage(
        type.kind(),
        type.title(),
        type.description(),
        type.unavailable().isEmpty(),
        type.unavailable().orElse(null),
        RawJson.of(type.inputsSchema()),
        RawJson.of(type.paramsSchema()),
        RawJson.of(type.resultSchema()),
        type.examples().stream().map(RawJson::of).toList());
  }
}
