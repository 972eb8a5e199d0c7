package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The description of this API (OpenAPI 3.0). The file is where MicroProfile OpenAPI looks for it,
 * so that a server that has it serves the same text at {@code /openapi}.
 */
@Path("openapi.json")
@ApplicationScoped
public class OpenApiResource {
  static final String DOCUMENT = "/META-INF/openapi.json";

  /** For the container. */
  public OpenApiResource() {}

  @GET
  public Response get() throws IOException {
    try (InputStream in = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
      byte[] document = Objects.requireNonNull(in, DOCUMENT).readAllBytes();
      return Response.ok(document, MediaType.APPLICATION_JSON_TYPE).build();
    }
  }
}
