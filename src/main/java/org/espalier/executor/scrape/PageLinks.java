package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.HashSet;
import java.util.Set;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The links of a page to other pages, each once, in their order. */
final class PageLinks {
  private static final int MAX_LINKS = 1_000;
  private static final int MAX_TEXT = 300;

  private PageLinks() {}

  /** {@code [{"url", "text"}]}. */
  static ArrayNode of(Document page) {
    ArrayNode links = Json.array();
    Set<String> seen = new HashSet<>();
    for (Element link : page.select("a[href], area[href]")) {
      String url = link.absUrl("href").replaceFirst("#.*", "");
      boolean isPage = url.startsWith("http://") || url.startsWith("https://");
      if (isPage && links.size() < MAX_LINKS && seen.add(url)) {
        String text = link.text().strip();
        links.addObject().put("url", url).put("text", Excerpt.of(text, MAX_TEXT));
      }
    }
    return links;
  }
}
