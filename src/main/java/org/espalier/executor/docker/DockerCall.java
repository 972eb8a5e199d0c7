package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One request of the Engine API.
 *
 * @param path with its query, percent-encoded; without a version, which means the engine's own
 */
record DockerCall(
    String method, String path, Map<String, String> headers, Optional<ObjectNode> body) {

  static DockerCall get(String path, String... query) {
    return new DockerCall("GET", path + query(query), Map.of(), Optional.empty());
  }

  static DockerCall post(String path, String... query) {
    return new DockerCall("POST", path + query(query), Map.of(), Optional.empty());
  }

  static DockerCall delete(String path, String... query) {
    return new DockerCall("DELETE", path + query(query), Map.of(), Optional.empty());
  }

  DockerCall with(ObjectNode json) {
    return new DockerCall(method, path, headers, Optional.of(json));
  }

  DockerCall withHeaders(Map<String, String> more) {
    return new DockerCall(method, path, more, body);
  }

  private static String query(String... namesAndValues) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(namesAndValues[i]).append('=');
      query.append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
