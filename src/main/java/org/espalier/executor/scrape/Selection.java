package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.QueryParser;
import org.jsoup.select.Selector;

/**
 * What a CSS selector finds: the texts of the elements, or, with {@code @attribute} after it, that
 * attribute of each; a link's address is made absolute.
 */
final class Selection {
  private static final Pattern WITH_ATTRIBUTE =
      Pattern.compile("(?<css>.+?)\\s*@(?<attribute>[A-Za-z_:][A-Za-z0-9_.:-]*)");
  private static final int MAX_FOUND = 1_000;
  private static final int MAX_TEXT = 100_000;

  private Selection() {}

  /**
   * Whether a selector can be used.
   *
   * @throws InvalidInputException when it cannot
   */
  static void check(String name, String selector) {
    Matcher parts = WITH_ATTRIBUTE.matcher(selector.strip());
    try {
      QueryParser.parse(parts.matches() ? parts.group("css") : selector.strip());
    } catch (Selector.SelectorParseException | IllegalArgumentException e) {
      throw unusable(name);
    }
  }

  private static InvalidInputException unusable(String name) {
    return new InvalidInputException(
        "inputs.select.%s must be a CSS selector, with an @attribute after it if one is wanted."
            .formatted(name));
  }

  static ArrayNode of(Document page, String name, String selector) {
    Matcher parts = WITH_ATTRIBUTE.matcher(selector.strip());
    boolean isAttribute = parts.matches();
    String css = isAttribute ? parts.group("css") : selector.strip();
    ArrayNode found = Json.array();
    int budget = MAX_TEXT;
    try {
      for (Element element : page.select(css)) {
        String value = isAttribute ? attribute(element, parts.group("attribute")) : element.text();
        if (found.size() == MAX_FOUND || value.length() > budget) {
          return found.add("[truncated]");
        }
        budget -= value.length();
        found.add(value);
      }
    } catch (Selector.SelectorParseException | IllegalArgumentException e) {
      throw unusable(name);
    }
    return found;
  }

  private static String attribute(Element element, String name) {
    String absolute = name.equals("href") || name.equals("src") ? element.absUrl(name) : "";
    return absolute.isEmpty() ? element.attr(name) : absolute;
  }
}
