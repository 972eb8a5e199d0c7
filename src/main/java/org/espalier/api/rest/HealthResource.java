package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.espalier.wire.Health;

/** Whether this node can serve and run: it reaches the database and holds its lease. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  @Inject NodeHealth node;

  /** For the container, which sets the fields. */
  public HealthResource() {}

  @GET
  public Response get(@Context ServletContext context) throws IOException {
    Health health = node.look(version(context));
    Response.Status status =
        health.status().equals("up") ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
    return JsonAnswer.of(status, health).header("Cache-Control", "no-store").build();
  }

  /** The version the build wrote into the WAR's manifest. */
  private static String version(ServletContext context) throws IOException {
    try (InputStream in = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String version =
          in == null
              ? null
              : new Manifest(in)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? "unknown" : version;
    }
  }
}
