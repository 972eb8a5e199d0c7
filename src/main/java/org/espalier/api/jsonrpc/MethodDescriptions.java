package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.espalier.json.Json;

/** What {@code GET /tasks/methods} says of the methods there are. Thread-safe. */
@ApplicationScoped
public class MethodDescriptions {
  static final String RESOURCE = "methods.json";

  private ObjectNode json;

  /** For the container, which has it read. */
  public MethodDescriptions() {}

  @PostConstruct
  void read() {
    try (InputStream in = MethodDescriptions.class.getResourceAsStream(RESOURCE)) {
      json = (ObjectNode) Json.readStrictly(in);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
    int total = 0;
    for (JsonNode category : json.path("methods")) {
      total += category.size();
    }
    json.put("total", total);
  }

  JsonNode json() {
    return json;
  }
}
