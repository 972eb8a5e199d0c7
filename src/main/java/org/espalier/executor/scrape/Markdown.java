package org.espalier.executor.scrape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Writes elements as Markdown (CommonMark, tables as GitHub has them). */
final class Markdown implements NodeVisitor {
  /** An open list: the number of its next item, or 0 for one without numbers. */
  private static final class OpenList {
    int next;
  }

  private static final Pattern MEANING_SOMETHING = Pattern.compile("[\\\\`*_\\[\\]]");

  private final TextLines lines = new TextLines();
  private final Deque<OpenList> lists = new ArrayDeque<>();
  private int preformatted;
  private int tables;
  private boolean firstRow;

  private Markdown() {}

  static String of(Element element) {
    Markdown markdown = new Markdown();
    element.traverse(markdown);
    return markdown.lines.toString();
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode text) {
      text(text.getWholeText());
    } else if (node instanceof Element element) {
      open(element);
    }
  }

  private void text(String text) {
    if (preformatted > 0) {
      lines.preformatted(text);
    } else {
      lines.words(MEANING_SOMETHING.matcher(text).replaceAll("\\\\$0"));
    }
  }

  private void open(Element element) {
    switch (element.normalName()) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> {
        lines.block();
        lines.open("#".repeat(element.normalName().charAt(1) - '0') + " ");
      }
      case "br" -> lines.line();
      case "hr" -> {
        lines.block();
        lines.signs("---");
        lines.block();
      }
      case "strong", "b" -> lines.open("**");
      case "em", "i" -> lines.open("*");
      case "code", "kbd", "samp" -> mark();
      case "pre" -> openCode();
      case "blockquote" -> {
        lines.block();
        lines.enter("> ");
      }
      case "ul", "ol" -> openList(element);
      case "li" -> openItem();
      case "a" -> link(element, "[");
      case "img" -> image(element);
      case "table" -> {
        tables++;
        lines.block();
        firstRow = true;
      }
      case "tr" -> {
        lines.line();
        lines.signs("|");
      }
      case "td", "th" -> lines.words(" ");
      default -> separate(element);
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      close(element);
    }
  }

  private void close(Element element) {
    switch (element.normalName()) {
      case "strong", "b" -> lines.close("**");
      case "em", "i" -> lines.close("*");
      case "code", "kbd", "samp" -> mark();
      case "pre" -> closeCode();
      case "blockquote" -> {
        lines.leave();
        lines.block();
      }
      case "ul", "ol" -> {
        lists.poll();
        endOfList();
      }
      case "li" -> {
        lines.leave();
        lines.line();
      }
      case "a" -> link(element, "](" + address(element, "href") + ")");
      case "br", "hr", "img" -> {}
      case "td", "th" -> lines.signs(" |");
      case "tr" -> endOfRow(element);
      case "table" -> {
        tables--;
        lines.block();
      }
      default -> separate(element);
    }
  }

  private void separate(Element element) {
    if (element.isBlock() && tables == 0) {
      lines.block();
    }
  }

  private void mark() {
    if (preformatted == 0) {
      lines.signs("`");
    }
  }

  private void openCode() {
    lines.block();
    lines.signs("```");
    lines.line();
    preformatted++;
  }

  private void closeCode() {
    preformatted--;
    lines.line();
    lines.signs("```");
    lines.block();
  }

  private void openList(Element element) {
    endOfList();
    OpenList list = new OpenList();
    list.next = element.normalName().equals("ol") ? 1 : 0;
    lists.push(list);
  }

  /** Lists in lists stand close. */
  private void endOfList() {
    if (lists.isEmpty()) {
      lines.block();
    } else {
      lines.line();
    }
  }

  private void openItem() {
    OpenList list = lists.isEmpty() ? new OpenList() : lists.peek();
    lines.line();
    String mark = list.next == 0 ? "- " : list.next++ + ". ";
    lines.open(mark);
    lines.enter(" ".repeat(mark.length()));
  }

  private void link(Element element, String signs) {
    if (!address(element, "href").isEmpty() && element.hasText()) {
      if (signs.equals("[")) {
        lines.open(signs);
      } else {
        lines.close(signs);
      }
    }
  }

  private void image(Element element) {
    String address = address(element, "src");
    if (!address.isEmpty()) {
      lines.signs(
          "![" + element.attr("alt").replaceAll("[\\[\\]\\s]+", " ") + "](" + address + ")");
    }
  }

  private void endOfRow(Element row) {
    if (firstRow) {
      lines.line();
      lines.signs("|" + " --- |".repeat(Math.max(1, row.childrenSize())));
      firstRow = false;
    }
    lines.line();
  }

  /** Only addresses of the web; an image inside the page itself is left out. */
  private static String address(Element element, String attribute) {
    String address = element.absUrl(attribute);
    boolean isWeb = address.startsWith("http://") || address.startsWith("https://");
    return isWeb ? address.replace(" ", "%20").replace(")", "%29") : "";
  }
}
