package org.espalier.api.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.espalier.ErrorCode;
import org.espalier.api.problem.Problems;
import org.espalier.wire.Problem;

/** Answers every failure as a problem (RFC 9457), those of JAX-RS itself included. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  @Context UriInfo uri;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public ProblemMapper() {}

  @Override
  public Response toResponse(Throwable failure) {
    String instance = uri.getRequestUri().getRawPath();
    if (failure instanceof WebApplicationException refused) {
      return ofContainer(refused.getResponse(), instance, failure);
    }
    return answer(Problems.of(failure, instance));
  }

  private static Response answer(Problem problem) {
    Response.ResponseBuilder answer = JsonAnswer.of(problem);
    if (problem.status() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
      answer.header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
    }
    return answer.build();
  }

  private static Response ofContainer(Response response, String instance, Throwable failure) {
    int status = response.getStatus();
    if (status < 400) {
      return response;
    }
    if (status >= 500) {
      return answer(Problems.of(failure, instance));
    }
    Problem problem = Problems.of(codeOf(status), sentence(status, instance), instance);
    Response.ResponseBuilder answer = JsonAnswer.of(problem);
    Object allow = response.getHeaders().getFirst(HttpHeaders.ALLOW);
    return allow == null ? answer.build() : answer.header(HttpHeaders.ALLOW, allow).build();
  }

  private static ErrorCode codeOf(int status) {
    return switch (status) {
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 413 -> ErrorCode.BODY_TOO_LARGE;
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      default -> ErrorCode.INVALID_REQUEST;
    };
  }

  private static String sentence(int status, String instance) {
    return switch (status) {
      case 404 -> "There is nothing at " + instance + "; /api/openapi.json lists all paths.";
      case 405 -> "The path " + instance + " does not know this method; see the Allow header.";
      case 406 -> "The answer is application/json, which the Accept header rules out.";
      case 415 -> "The body must be application/json.";
      default -> "The request cannot be understood.";
    };
  }
}
