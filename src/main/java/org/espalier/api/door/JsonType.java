package org.espalier.api.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * A body is JSON in UTF-8 and says so, in every protocol. A browser asks before it sends that type
 * for a page of others, and sends any other, or none, without asking. Stateless.
 */
final class JsonType {
  private static final int MAX_LENGTH = 1_000;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(?<type>T/T)\\s*(?<parameters>(;\\s*(T=(T|\"([^\"\\\\]|\\\\.)*+\")\\s*)?)*+)"
              .replace("T", TOKEN));
  private static final Pattern CHARSET = Pattern.compile(";\\s*charset=\"?([^\";\\s]*)\"?");
  private static final Set<String> JSON =
      Set.of("application/json", "application/json-rpc", "application/jsonrequest");

  private JsonType() {}

  /**
   * Looks at the type of a body, before it is read. JAX-RS would stop at a type that is none before
   * any code of ours, with or without a body.
   *
   * @throws RequestRefusedException when it is not JSON in UTF-8, as it is sent
   */
  static void check(HttpServletRequest request) {
    @Nullable String type = request.getHeader("Content-Type");
    if (type != null && !isMediaType(type)) {
      throw refused(
          "The Content-Type is no media type; the body must be application/json in UTF-8.");
    }
    if (!hasBody(request)) {
      return;
    }
    if (type == null) {
      throw refused("The body has no Content-Type; it must be application/json in UTF-8.");
    }
    if (!isJson(type)) {
      throw refused("The body must be application/json in UTF-8, not '%s'.".formatted(type));
    }
    @Nullable String coding = request.getHeader("Content-Encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
      throw refused("The body must come as it is, without a Content-Encoding.");
    }
  }

  /** Whether a body follows, by the head of a request alone. */
  static boolean hasBody(HttpServletRequest request) {
    return request.getHeader("Transfer-Encoding") != null || request.getContentLengthLong() > 0;
  }

  static boolean isMediaType(String text) {
    return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
  }

  /** Whether a media type is JSON in UTF-8. */
  static boolean isJson(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (text.length() > MAX_LENGTH || !matcher.matches()) {
      return false;
    }
    String type = matcher.group("type");
    boolean isJson =
        JSON.contains(type) || type.startsWith("application/") && type.endsWith("+json");
    return isJson
        && CHARSET
            .matcher(matcher.group("parameters"))
            .results()
            .allMatch(m -> m.group(1).equals("utf-8"));
  }

  private static RequestRefusedException refused(String why) {
    return new RequestRefusedException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, why);
  }
}
