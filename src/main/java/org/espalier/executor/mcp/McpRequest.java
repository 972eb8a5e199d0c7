package org.espalier.executor.mcp;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.Authentication;
import org.espalier.executor.http.RequestHeaders;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsInputs;
import org.espalier.settings.McpSettings;

/**
 * What the task asks for, checked.
 *
 * @param server whom
 * @param operation for what
 * @param timeout of everything
 * @param connectTimeout of each connection
 * @param maxBytes largest message and largest result
 * @param idempotencyKey passed on to tools
 */
record McpRequest(
    Server server,
    Operation operation,
    Duration timeout,
    Duration connectTimeout,
    int maxBytes,
    String idempotencyKey) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Headers of the protocol. */
  private static final Set<String> OURS =
      Set.of(
          "accept",
          "cache-control",
          "content-type",
          "host",
          "last-event-id",
          "mcp-protocol-version",
          "mcp-session-id");

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   * @throws StdioDeniedException when the settings do not allow the program
   */
  static McpRequest read(ExecutionContext context, McpSettings settings)
      throws StdioDeniedException {
    Inputs inputs = Inputs.of(context);
    Operation operation = Operation.read(inputs);
    return new McpRequest(
        server(inputs, settings),
        operation,
        positive(inputs.seconds("timeout", DEFAULT_TIMEOUT, LONGEST)),
        positive(inputs.seconds("connect_timeout", DEFAULT_CONNECT_TIMEOUT, LONGEST)),
        (int) inputs.wholeNumber("max_bytes", settings.maxBytes(), 1, settings.maxBytes()),
        context.idempotencyKey());
  }

  private static Duration positive(Duration given) {
    return given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }

  private static Server server(Inputs inputs, McpSettings settings) throws StdioDeniedException {
    String transport = inputs.requireText("transport");
    return switch (transport) {
      case "stdio" -> new StdioGate(settings).open(inputs);
      case "http" -> http(inputs);
      default -> throw new InvalidInputException("inputs.transport must be stdio or http.");
    };
  }

  private static Server.Http http(Inputs inputs) {
    TargetUrl url = TargetUrl.parse("inputs.url", inputs.requireText("url"));
    RequestHeaders headers = new RequestHeaders();
    headers.addAll(inputs, "headers");
    for (String name : headers.values().keySet()) {
      if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new InvalidInputException(
            "inputs.headers.%s cannot be set; the protocol sets it.".formatted(name));
      }
    }
    String secretQuery =
        inputs
            .object("auth")
            .map(auth -> Authentication.read(new Inputs("inputs.auth", auth)))
            .map(auth -> auth.apply(headers))
            .orElse("");
    headers.setIfAbsent("User-Agent", "Espalier");
    boolean verify = inputs.flag("verify").orElse(true);
    return new Server.Http(url, secretQuery, headers.values(), verify, TlsInputs.read(inputs));
  }

  /** For messages. */
  String describe() {
    return server.describe() + ", " + operation.word();
  }
}
