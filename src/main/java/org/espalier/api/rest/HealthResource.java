package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.espalier.api.http.ServedVersion;
import org.espalier.wire.Health;

/** Whether this node can serve and run: it reaches the database and holds its lease. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  @Inject NodeHealth node;
  @Inject ServedVersion version;

  /** For the container, which sets the fields. */
  public HealthResource() {}

  @GET
  public Response get() {
    Health health = node.look(version.text());
    Response.Status status =
        health.status().equals("up") ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
    return JsonAnswer.of(status, health).header("Cache-Control", "no-store").build();
  }
}
