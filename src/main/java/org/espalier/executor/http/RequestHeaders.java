package org.espalier.executor.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/** The method and the headers of a request, checked so that they cannot smuggle anything in. */
public final class RequestHeaders {
  /** RFC 9110 section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");

  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  /** They say where a message ends or what becomes of the connection. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** The method, in upper case. */
  public static String method(Inputs inputs) {
    String method = inputs.text("method").orElse("GET").toUpperCase(Locale.ROOT);
    if (!TOKEN.matcher(method).matches() || method.equals("CONNECT")) {
      throw new InvalidInputException(
          "inputs.method must be an HTTP method such as GET or POST (CONNECT is not possible).");
    }
    return method;
  }

  /** Adds a field's headers; later ones replace earlier ones, null takes one away. */
  public void addAll(Inputs inputs, String field) {
    Optional<ObjectNode> headers = inputs.object(field);
    headers
        .orElseGet(Json::object)
        .properties()
        .forEach(header -> add(inputs.where() + "." + field, header.getKey(), header.getValue()));
  }

  private void add(String where, String name, JsonNode value) {
    if (!TOKEN.matcher(name).matches()) {
      throw new InvalidInputException(
          "%s has a name that is no header name: letters, digits and '-' are usual."
              .formatted(where));
    }
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidInputException(
          "%s.%s cannot be set; Espalier sets it where it is needed.".formatted(where, name));
    }
    if (value.isNull()) {
      values.remove(name);
    } else if (value.isContainerNode()) {
      throw new InvalidInputException(
          "%s.%s must be a string, a number or true or false.".formatted(where, name));
    } else {
      set(where, name, value.asText());
    }
  }

  /** Says what is wrong with a header, in a sentence; empty when it can be sent. */
  public static Optional<String> faultOf(String name, String value) {
    try {
      new RequestHeaders().add("headers", name, value);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** Adds one header. */
  public void add(String where, String name, String value) {
    add(where, name, TextNode.valueOf(value));
  }

  /** Sets a header whose value comes from the given field. */
  public void set(String where, String name, String value) {
    if (!TOKEN.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw new InvalidInputException(
          "%s.%s must not hold line breaks, control characters or characters outside ASCII."
              .formatted(where, TOKEN.matcher(name).matches() ? name : "name"));
    }
    values.put(name, value);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public void setIfAbsent(String name, String value) {
    values.putIfAbsent(name, value);
  }

  /** Names are compared without regard to case. */
  public Map<String, String> values() {
    return values;
  }
}
