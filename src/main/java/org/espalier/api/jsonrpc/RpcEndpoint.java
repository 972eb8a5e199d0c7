package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;
import org.espalier.security.CallerScope;
import org.espalier.security.Permission;
import org.espalier.security.Verbs;
import org.jspecify.annotations.Nullable;

/** The rules of JSON-RPC 2.0: bodies in, answers out. Thread-safe. */
@ApplicationScoped
public class RpcEndpoint {
  private static final int MAX_BATCH = 1_000;

  @Inject RpcRegistry registry;

  /** For the container, which sets the fields. */
  public RpcEndpoint() {}

  RpcEndpoint(RpcRegistry registry) {
    this.registry = registry;
  }

  /**
   * What to answer.
   *
   * @param status of HTTP: 200 with an answer, 204 without one, 503 when the server cannot serve
   *     just now
   * @param body empty when every request was a notification
   * @param events of a run that are to follow the body
   */
  record Answer(int status, Optional<JsonNode> body, Optional<RpcResult.Events> events) {
    static Answer of(JsonNode body) {
      return new Answer(200, Optional.of(body), Optional.empty());
    }

    static Answer none() {
      return new Answer(204, Optional.empty(), Optional.empty());
    }
  }

  /** Answers a body. Never throws for what a caller sent. */
  Answer answer(byte[] body, RpcPath path) {
    JsonNode json;
    try {
      json = Json.readStrictly(new ByteArrayInputStream(body));
    } catch (MalformedJsonException e) {
      return Answer.of(refusal(null, RpcError.of(RpcCode.PARSE_ERROR, e.getMessage()), path));
    } catch (IOException e) {
      return Answer.of(
          refusal(null, RpcError.of(RpcCode.PARSE_ERROR, "The body is not UTF-8 text."), path));
    }
    return json.isArray() ? batch((ArrayNode) json, path) : single(json, path, true);
  }

  private Answer batch(ArrayNode requests, RpcPath path) {
    if (requests.isEmpty() || requests.size() > MAX_BATCH) {
      String why =
          "A batch holds 1 to %d requests; this one holds %d."
              .formatted(MAX_BATCH, requests.size());
      return Answer.of(refusal(null, RpcError.of(RpcCode.INVALID_REQUEST, why), path));
    }
    ArrayNode answers = Json.array();
    int status = 200;
    for (JsonNode request : requests) {
      Answer answer = single(request, path, false);
      answer.body().ifPresent(answers::add);
      status = Math.max(status, answer.body().isPresent() ? answer.status() : 200);
    }
    return answers.isEmpty()
        ? Answer.none()
        : new Answer(status, Optional.of(answers), Optional.empty());
  }

  private Answer single(JsonNode json, RpcPath path, boolean mayStream) {
    RpcRequest request;
    try {
      request = RpcRequest.read(json);
    } catch (RpcException e) {
      return Answer.of(refusal(RpcRequest.idOf(json), e.error(), path));
    }
    try {
      RpcResult result = call(request, path, mayStream && !request.isNotification());
      return request.isNotification() ? Answer.none() : success(request, result);
    } catch (RuntimeException e) {
      return request.isNotification() ? Answer.none() : failed(request.id(), e, path);
    }
  }

  /** The answer when a call failed. */
  static Answer failed(@Nullable JsonNode id, RuntimeException cause, RpcPath path) {
    RpcErrors.Failure failure = RpcErrors.of(cause, path.text());
    return new Answer(
        failure.status(), Optional.of(refusal(id, failure.error(), path)), Optional.empty());
  }

  private RpcResult call(RpcRequest request, RpcPath path, boolean mayStream) {
    RpcMethod method =
        registry
            .find(request.method())
            .filter(found -> path.serves(request.method()))
            .orElseThrow(() -> new RpcException(path.unknown(request.method())));
    CallerScope.current().require(Verbs.ofMethod(request.method()).orElse(Permission.ADMINISTER));
    return method.answer(
        new RpcCall(path.dialect(), request.method(), request.params(), mayStream));
  }

  private static Answer success(RpcRequest request, RpcResult result) {
    ObjectNode json = frame(request.id());
    json.set("result", result.value());
    return new Answer(
        200,
        Optional.of(json),
        result instanceof RpcResult.Events events ? Optional.of(events) : Optional.empty());
  }

  /** An answer that is an error. */
  static ObjectNode refusal(@Nullable JsonNode id, RpcError error, RpcPath path) {
    ObjectNode json = frame(id);
    json.set("error", error.toJson(path.dialect()));
    return json;
  }

  private static ObjectNode frame(@Nullable JsonNode id) {
    ObjectNode json = Json.object().put("jsonrpc", "2.0");
    json.set("id", id == null ? NullNode.instance : id);
    return json;
  }
}
