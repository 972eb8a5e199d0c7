package org.espalier.executor.scrape;

import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Writes elements as plain text: a line for each line, an empty line between blocks. */
final class PlainText implements NodeVisitor {
  private static final Set<String> LINES = Set.of("br", "li", "tr", "dt", "dd", "option");

  private final TextLines lines = new TextLines();
  private int preformatted;

  private PlainText() {}

  static String of(Element element) {
    PlainText text = new PlainText();
    element.traverse(text);
    return text.lines.toString();
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode text) {
      if (preformatted > 0) {
        lines.preformatted(text.getWholeText());
      } else {
        lines.words(text.getWholeText());
      }
    } else if (node instanceof Element element) {
      separate(element);
      preformatted += element.normalName().equals("pre") ? 1 : 0;
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      preformatted -= element.normalName().equals("pre") ? 1 : 0;
      separate(element);
    }
  }

  private void separate(Element element) {
    String name = element.normalName();
    if (LINES.contains(name)) {
      lines.line();
    } else if (name.equals("td") || name.equals("th")) {
      lines.words(" ");
    } else if (element.isBlock()) {
      lines.block();
    }
  }
}
