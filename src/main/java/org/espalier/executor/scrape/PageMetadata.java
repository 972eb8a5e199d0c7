package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What a page says about itself: {@code {"title", "description", "language", "canonical", "author",
 * "published", "open_graph": {name: value}}}, each where it is said.
 */
final class PageMetadata {
  private static final int MAX_VALUE = 2_000;
  private static final int MAX_PROPERTIES = 100;

  private PageMetadata() {}

  static ObjectNode of(Document page) {
    ObjectNode metadata = Json.object();
    put(metadata, "title", List.of(page.title(), meta(page, "og:title")));
    put(
        metadata,
        "description",
        List.of(
            meta(page, "description"),
            meta(page, "og:description"),
            meta(page, "twitter:description")));
    put(metadata, "language", List.of(attribute(page, "html[lang]", "lang")));
    put(
        metadata,
        "canonical",
        List.of(attribute(page, "link[rel=canonical][href]", "abs:href"), meta(page, "og:url")));
    put(metadata, "author", List.of(meta(page, "author"), meta(page, "article:author")));
    put(metadata, "published", List.of(meta(page, "article:published_time"), meta(page, "date")));
    ObjectNode openGraph = openGraph(page);
    if (!openGraph.isEmpty()) {
      metadata.set("open_graph", openGraph);
    }
    return metadata;
  }

  private static ObjectNode openGraph(Document page) {
    ObjectNode openGraph = Json.object();
    for (Element meta : page.select("meta[property^=og:][content]")) {
      String name = meta.attr("property").substring(3);
      if (openGraph.size() < MAX_PROPERTIES && !openGraph.has(name)) {
        openGraph.put(name, shortened(meta.attr("content")));
      }
    }
    return openGraph;
  }

  private static void put(ObjectNode metadata, String field, List<String> candidates) {
    candidates.stream()
        .map(PageMetadata::shortened)
        .filter(value -> !value.isEmpty())
        .findFirst()
        .ifPresent(value -> metadata.put(field, value));
  }

  private static String shortened(String value) {
    String line = value.strip().replaceAll("\\s+", " ");
    return Excerpt.of(line, MAX_VALUE);
  }

  private static String meta(Document page, String name) {
    for (Element meta : page.select("meta[content]")) {
      String called = meta.hasAttr("name") ? meta.attr("name") : meta.attr("property");
      if (called.toLowerCase(Locale.ROOT).equals(name)) {
        return meta.attr("content");
      }
    }
    return "";
  }

  private static String attribute(Document page, String selector, String attribute) {
    Element element = page.selectFirst(selector);
    return element == null ? "" : element.attr(attribute);
  }
}
