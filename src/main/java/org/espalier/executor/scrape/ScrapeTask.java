package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.http.CallAdvice;
import org.espalier.executor.http.TargetUrl;
import org.espalier.executor.http.TlsIdentity;
import org.espalier.executor.http.TlsInputs;
import org.espalier.json.Json;
import org.espalier.settings.ScrapeSettings;

/**
 * What the task asks for, checked.
 *
 * @param format of the text
 * @param maxChars longest text
 * @param failOnTruncation whether a longer text is a failure
 * @param withHead whether title, description and URL stand before the text
 * @param mainOnly whether only the main part of the page is read
 * @param withLinks whether the links are listed
 * @param selectors CSS selectors by the name their results get
 * @param respectRobots whether robots.txt is asked
 * @param timeout of everything
 * @param verify whether certificates are checked
 * @param tls whom to trust and who we are; empty for what the JVM has
 * @param maxBytes largest page
 */
record ScrapeTask(
    TargetUrl url,
    Format format,
    int maxChars,
    boolean failOnTruncation,
    boolean withHead,
    boolean mainOnly,
    boolean withLinks,
    Map<String, String> selectors,
    boolean respectRobots,
    Duration timeout,
    boolean verify,
    Optional<TlsIdentity> tls,
    int maxBytes) {
  enum Format {
    TEXT,
    MARKDOWN
  }

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
  private static final int LONGEST_TEXT = 10_000_000;

  ScrapeTask {
    selectors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(selectors));
  }

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static ScrapeTask read(ExecutionContext context, ScrapeSettings settings) {
    Inputs inputs = Inputs.of(context);
    return new ScrapeTask(
        TargetUrl.parse("inputs.url", inputs.requireText("url")),
        format(inputs),
        (int) inputs.wholeNumber("max_chars", 5_000, 1, LONGEST_TEXT),
        inputs.flag("fail_on_truncation").orElse(false),
        inputs.flag("extract_metadata").orElse(true),
        inputs.flag("main_content").orElse(true),
        inputs.flag("links").orElse(false),
        selectors(inputs),
        inputs.flag("respect_robots").orElse(true),
        inputs.seconds("timeout", Duration.ofSeconds(30), LONGEST_TIMEOUT),
        inputs.flag("verify").orElse(true),
        TlsInputs.read(inputs),
        (int)
            inputs.wholeNumber(
                "max_page_bytes", settings.maxPageBytes(), 1, settings.maxPageBytes()));
  }

  /** All requests together have the task's time. */
  CallAdvice advice() {
    return new CallAdvice(
        "inputs.url",
        "inputs.timeout",
        timeout,
        "inputs.timeout",
        timeout,
        "Raise inputs.max_page_bytes; its limit here is the setting"
            + " espalier.executors.scrape.max-page-bytes.",
        CallAdvice.VERIFY);
  }

  private static Format format(Inputs inputs) {
    return switch (inputs.text("format").orElse("text")) {
      case "text" -> Format.TEXT;
      case "markdown" -> Format.MARKDOWN;
      default -> throw new InvalidInputException("inputs.format must be text or markdown.");
    };
  }

  private static Map<String, String> selectors(Inputs inputs) {
    Map<String, String> selectors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry :
        inputs.object("select").orElseGet(Json::object).properties()) {
      String where = "inputs.select." + entry.getKey();
      if (!entry.getValue().isTextual() || entry.getValue().textValue().isBlank()) {
        throw new InvalidInputException(where + " must be a CSS selector.");
      }
      String selector = entry.getValue().textValue();
      if (selector.contains(":matches") || selector.contains("~=")) {
        throw new InvalidInputException(
            where + " must not use regular expressions (:matches, ~=).");
      }
      selectors.put(entry.getKey(), selector);
    }
    return selectors;
  }
}
