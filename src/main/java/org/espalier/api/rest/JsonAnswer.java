package org.espalier.api.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import org.espalier.json.Json;
import org.espalier.wire.Problem;

/** Answers whose body is a message, written by our own mapper. */
final class JsonAnswer {
  private JsonAnswer() {}

  /** 200. */
  static Response ok(Object message) {
    return of(Response.Status.OK, message).build();
  }

  /** 201 with the place of what was created. */
  static Response created(String path, Object message) {
    return of(Response.Status.CREATED, message).location(URI.create(path)).build();
  }

  /** 202: it is on its way. */
  static Response accepted(Object message) {
    return of(Response.Status.ACCEPTED, message).build();
  }

  static Response.ResponseBuilder of(Response.Status status, Object message) {
    return Response.status(status).entity(body(message)).type(MediaType.APPLICATION_JSON_TYPE);
  }

  /** 200; the body is written by this. */
  static Response ok(StreamingOutput body) {
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
  }

  static Response.ResponseBuilder of(Problem problem) {
    return Response.status(problem.status()).entity(body(problem)).type(Problem.MEDIA_TYPE);
  }

  private static StreamingOutput body(Object message) {
    return out -> {
      try (JsonGenerator json = Json.generator(out)) {
        json.writePOJO(message);
      }
    };
  }
}
