package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgramResult;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Turns an answer into the result: parses it, picks its main part, writes it as text. */
final class PageReader {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9._:-]+)", Pattern.CASE_INSENSITIVE);
  private static final Set<String> HTML =
      Set.of("", "text/html", "application/xhtml+xml", "application/xml", "text/xml");

  private PageReader() {}

  static ExecutionOutcome read(Answer answer, ScrapeTask task) {
    String type = answer.header("content-type");
    String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!HTML.contains(mediaType) && !mediaType.startsWith("text/")) {
      return Failed.permanent(
          "not_a_page",
          "%s is no web page but %s. Use rest_executor for other content."
              .formatted(PageFetch.name(answer.url()), mediaType));
    }
    Document page = parse(answer, charset(type));
    ObjectNode result =
        HTML.contains(mediaType) ? html(page, answer, task) : plain(page, answer, task);
    return task.failOnTruncation() && result.path("truncated").booleanValue()
        ? tooLong(result, answer, task)
        : new Succeeded(result);
  }

  private static Failed tooLong(ObjectNode result, Answer answer, ScrapeTask task) {
    String message =
        "The text of %s has %d characters, more than inputs.max_chars (%d), and inputs.fail_on_truncation is true; raise max_chars."
            .formatted(
                PageFetch.name(answer.url()),
                result.path("characters").intValue(),
                task.maxChars());
    return new Failed(ProgramResult.TOO_LARGE, message, false, Optional.empty(), result);
  }

  /** By the byte order mark, else the header, else the page's own meta element, else UTF-8. */
  private static Document parse(Answer answer, @Nullable String charset) {
    try {
      return Jsoup.parse(new ByteArrayInputStream(answer.body()), charset, answer.url().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String charset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    try {
      return matcher.find() && Charset.isSupported(matcher.group(1)) ? matcher.group(1) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ObjectNode html(Document page, Answer answer, ScrapeTask task) {
    ObjectNode metadata = PageMetadata.of(page);
    ObjectNode selected = Json.object();
    task.selectors()
        .forEach((name, selector) -> selected.set(name, Selection.of(page, name, selector)));
    ObjectNode result = Json.object();
    if (task.withLinks()) {
      result.set("links", PageLinks.of(page));
    }
    Element part = task.mainOnly() ? MainContent.of(page) : MainContent.visible(page);
    String text =
        switch (task.format()) {
          case TEXT -> PlainText.of(part);
          case MARKDOWN -> Markdown.of(part);
        };
    if (!task.selectors().isEmpty()) {
      result.set("selected", selected);
    }
    return complete(result, text, metadata, answer, task);
  }

  private static ObjectNode plain(Document page, Answer answer, ScrapeTask task) {
    return complete(Json.object(), page.wholeText().strip(), Json.object(), answer, task);
  }

  private static ObjectNode complete(
      ObjectNode result, String text, ObjectNode metadata, Answer answer, ScrapeTask task) {
    boolean isCut = text.length() > task.maxChars();
    result.put("result", head(metadata, answer, task) + cut(text, task.maxChars()));
    result.put("url", answer.url().toString()).put("status_code", answer.status());
    if (task.withHead()) {
      result.set("metadata", metadata);
    }
    return result.put("characters", text.length()).put("truncated", isCut);
  }

  private static String head(ObjectNode metadata, Answer answer, ScrapeTask task) {
    if (!task.withHead()) {
      return "";
    }
    StringBuilder head = new StringBuilder();
    for (String field : new String[] {"title", "description"}) {
      if (metadata.has(field)) {
        String label = Character.toUpperCase(field.charAt(0)) + field.substring(1);
        head.append(label).append(": ").append(metadata.get(field).textValue()).append('\n');
      }
    }
    return head.append("URL: ").append(answer.url()).append("\n\n").toString();
  }

  private static String cut(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    String kept = Excerpt.withinUnits(text, maxChars);
    return kept + "\n\n[truncated: %d of %d characters]".formatted(kept.length(), text.length());
  }
}
