package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.hook.CalledHook;
import org.espalier.hook.Hooks;
import org.espalier.wire.HookMessage;
import org.espalier.wire.Items;

/** The hooks of this node, and how they do. */
@Path("hooks")
@ApplicationScoped
public class HookResource {
  @Inject Hooks hooks;

  /** For the container, which sets the fields. */
  public HookResource() {}

  @GET
  public Response list() {
    Stream<HookMessage> ofTasks =
        hooks.taskHooks().stream()
            .map(called -> message(called, "task", called.executors().stream().sorted().toList()));
    Stream<HookMessage> ofTrees =
        hooks.treeHooks().stream().map(called -> message(called, "tree", List.of()));
    return JsonAnswer.ok(new Items<>(Stream.concat(ofTasks, ofTrees).toList()));
  }

  private static HookMessage message(CalledHook<?> called, String of, List<String> executors) {
    return new HookMessage(
        called.name(),
        of,
        executors,
        called.calls(),
        called.failures(),
        called.lastFailure().map(CalledHook.LastFailure::error).orElse(null),
        called.lastFailure().map(CalledHook.LastFailure::at).orElse(null));
  }
}
