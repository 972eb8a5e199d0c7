package org.espalier.executor.scrape;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Finds the part of a page people come for: what the page itself marks as such, or else the element
 * whose paragraphs have the most text that is not in links. Changes the page.
 */
final class MainContent {
  private static final String NEVER_SHOWN =
      "script, style, noscript, template, iframe, object, embed, svg, canvas, [hidden], [aria-hidden=true],"
          + " [style*=display:none], [style*=display: none]";
  private static final String AROUND =
      "nav, aside, footer, form, dialog, button, [role=navigation], [role=banner], [role=contentinfo],"
          + " [role=complementary], [role=search], [role=dialog], body > header";
  private static final String MARKED = "main, [role=main], article, [itemprop=articleBody]";
  private static final Pattern UNLIKELY =
      Pattern.compile(
          "comment|sidebar|footer|cookie|consent|newsletter|promo|related|share|social|breadcrumb|banner|popup",
          Pattern.CASE_INSENSITIVE);
  private static final int SHORTEST_PARAGRAPH = 25;

  /** The main part must hold so much of the page's text, or else the page is taken whole. */
  private static final double LEAST_SHARE = 0.15;

  private MainContent() {}

  /** Everything a reader sees. */
  static Element visible(Document page) {
    page.select(NEVER_SHOWN).remove();
    return page.body();
  }

  /** The main part. */
  static Element of(Document page) {
    Element body = visible(page);
    body.select(AROUND).remove();
    int all = body.text().length();
    Element marked = longest(page);
    if (marked.text().length() >= all * LEAST_SHARE) {
      return marked;
    }
    Element best = mostRead(body);
    return best.text().length() >= all * LEAST_SHARE ? best : body;
  }

  private static Element longest(Document page) {
    Element longest = new Element("main");
    for (Element marked : page.select(MARKED)) {
      if (marked.text().length() > longest.text().length()) {
        longest = marked;
      }
    }
    return longest;
  }

  /** Each paragraph speaks for its parent, and half as much for the parent of that. */
  private static Element mostRead(Element body) {
    Map<Element, Double> scores = new IdentityHashMap<>();
    for (Element paragraph : body.select("p, pre, blockquote, li, td")) {
      String text = paragraph.ownText();
      Element parent = paragraph.parent();
      if (text.length() >= SHORTEST_PARAGRAPH && parent != null) {
        double score = 1 + text.split("[,;.]", -1).length + Math.min(text.length() / 100.0, 3);
        scores.merge(parent, score, Double::sum);
        if (parent.parent() != null && parent != body) {
          scores.merge(parent.parent(), score / 2, Double::sum);
        }
      }
    }
    Element best = body;
    double highest = 0;
    for (Map.Entry<Element, Double> scored : scores.entrySet()) {
      double score = scored.getValue() * weight(scored.getKey());
      if (score > highest) {
        highest = score;
        best = scored.getKey();
      }
    }
    return best;
  }

  private static double weight(Element element) {
    int text = element.text().length();
    int links = element.select("a").text().length();
    double own = text == 0 ? 0 : 1 - (double) links / text;
    boolean unlikely = UNLIKELY.matcher(element.className() + " " + element.id()).find();
    return unlikely ? own / 5 : own;
  }
}
