package org.espalier.api.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;

/**
 * A request is read in one way only, so that no proxy in front of this server can see another (RFC
 * 9112, sections 3.2, 6.1 and 11.2). Stateless.
 */
final class FramingRule {
  private FramingRule() {}

  /**
   * Looks at what says where a request ends and where it goes.
   *
   * @throws RequestRefusedException when it says it twice
   */
  static void check(HttpServletRequest request) {
    refuseSeveral(request, "Host");
    refuseSeveral(request, "Content-Length");
    refuseSeveral(request, "Content-Type");
    List<String> codings = values(request, "Transfer-Encoding");
    if (codings.isEmpty()) {
      return;
    }
    if (!values(request, "Content-Length").isEmpty()) {
      throw refused("The request has both Content-Length and Transfer-Encoding; send one of them.");
    }
    if (codings.size() > 1 || !codings.get(0).strip().equalsIgnoreCase("chunked")) {
      throw refused("The only Transfer-Encoding known here is chunked.");
    }
  }

  private static void refuseSeveral(HttpServletRequest request, String name) {
    int count = values(request, name).size();
    if (count > 1) {
      throw refused("The request has %d %s headers; send one.".formatted(count, name));
    }
  }

  private static List<String> values(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  private static RequestRefusedException refused(String why) {
    return new RequestRefusedException(ErrorCode.INVALID_REQUEST, why);
  }
}
