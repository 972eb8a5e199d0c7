package org.espalier.executor.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/**
 * How the task proves who it is: a header or a query parameter.
 *
 * @param where the input it comes from
 * @param inQuery whether it is a query parameter
 */
public record Authentication(String where, boolean inQuery, String name, String value) {
  /**
   * Reads {@code {"type": "bearer"|"basic"|"apikey", ...}}.
   *
   * @throws InvalidInputException when it is incomplete; it is never silently left out
   */
  public static Authentication read(Inputs auth) {
    String type = auth.requireText("type");
    return switch (type) {
      case "bearer" -> authorization(auth, "Bearer " + auth.requireText("token"));
      case "basic" -> authorization(auth, "Basic " + basic(auth));
      case "apikey" -> apiKey(auth);
      default ->
          throw new InvalidInputException(auth.where() + ".type must be bearer, basic or apikey.");
    };
  }

  private static Authentication authorization(Inputs auth, String value) {
    return new Authentication(auth.where(), false, "Authorization", value);
  }

  private static String basic(Inputs auth) {
    String username = auth.requireText("username");
    String password =
        auth.text("password")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        auth.where() + ".password is required for basic; it may be empty."));
    if (username.contains(":")) {
      throw new InvalidInputException(auth.where() + ".username must not hold a colon (RFC 7617).");
    }
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  private static Authentication apiKey(Inputs auth) {
    String location = auth.text("location").orElse("header");
    if (!location.equals("header") && !location.equals("query")) {
      throw new InvalidInputException(auth.where() + ".location must be header or query.");
    }
    return new Authentication(
        auth.where(), location.equals("query"), auth.requireText("key"), auth.requireText("value"));
  }

  /**
   * Adds the header, unless the task set it itself.
   *
   * @return the query to add instead; empty for none
   */
  public String apply(RequestHeaders headers) {
    if (inQuery) {
      return FormText.pair(name, value);
    }
    if (!headers.has(name)) {
      headers.set(where, name, value);
    }
    return "";
  }
}
