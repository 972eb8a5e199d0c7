package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.espalier.wire.DemoMessage;

/** What the web client of apflow asks on every page: whether there are demo tasks to be made. */
@Path("demo/tasks/init-status")
@ApplicationScoped
public class DemoResource {

  /** For the container. */
  public DemoResource() {}

  /** There are none: {@code ./espalier demo} makes its own. */
  @GET
  public Response initStatus() {
    return JsonAnswer.ok(new DemoMessage(true, false));
  }
}
