package org.espalier.executor.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/** Writes an object as {@code a=1&b=2}; an array repeats its name, null is left out. */
public final class FormText {
  private FormText() {}

  /** The object in this field; empty text when it is absent. */
  public static String of(Inputs inputs, String field) {
    return inputs.object(field).map(form -> of(inputs.where() + "." + field, form)).orElse("");
  }

  static String of(String where, ObjectNode form) {
    return of(where, form, StandardCharsets.UTF_8);
  }

  /** The object as it is; {@code where} is its place, for messages. */
  public static String of(String where, ObjectNode form, Charset charset) {
    StringJoiner pairs = new StringJoiner("&");
    for (Map.Entry<String, JsonNode> entry : form.properties()) {
      JsonNode value = entry.getValue();
      if (value.isArray()) {
        value.forEach(item -> add(pairs, where, entry.getKey(), item, charset));
      } else {
        add(pairs, where, entry.getKey(), value, charset);
      }
    }
    return pairs.toString();
  }

  private static void add(
      StringJoiner pairs, String where, String name, JsonNode value, Charset charset) {
    if (value.isContainerNode()) {
      throw new InvalidInputException(
          "%s.%s must be a string, a number, true or false, or an array of these."
              .formatted(where, name));
    }
    if (!value.isNull()) {
      String place = where + "." + name;
      pairs.add(encoded(place, name, charset) + "=" + encoded(place, value.asText(), charset));
    }
  }

  static String pair(String name, String value) {
    return encoded(name, name, StandardCharsets.UTF_8)
        + "="
        + encoded(name, value, StandardCharsets.UTF_8);
  }

  /** A space as %20, which means the same in a query and in a form. */
  private static String encoded(String where, String text, Charset charset) {
    BodyCharset.encode(where, text, charset);
    return URLEncoder.encode(text, charset).replace("+", "%20");
  }
}
