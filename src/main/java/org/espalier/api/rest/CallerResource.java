package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.espalier.security.Caller;
import org.espalier.security.CallerScope;
import org.espalier.security.Permission;
import org.espalier.security.Role;
import org.espalier.wire.CallerMessage;

/** Who calls: what a key is good for. */
@Path("caller")
@ApplicationScoped
public class CallerResource {
  /** For the container. */
  public CallerResource() {}

  @GET
  public Response get() {
    Caller caller = CallerScope.current();
    return JsonAnswer.ok(
        new CallerMessage(
            caller.name(),
            caller.roles().stream().sorted().map(Role::word).toList(),
            Arrays.stream(Permission.values())
                .filter(permission -> permission != Permission.OPEN && caller.may(permission))
                .map(Permission::word)
                .toList(),
            caller.executors().stream().sorted().toList()));
  }
}
