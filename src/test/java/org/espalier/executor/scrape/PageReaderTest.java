package org.espalier.executor.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageReaderTest {
  private static Document page(String html) {
    return Jsoup.parse(html, "https://example.com/dir/page");
  }

  private static String markdown(String html) {
    return Markdown.of(page(html).body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<h2>A <b>bold</b> one</h2><p>text</p> | ## A **bold** one;;text",
        "<p>one<br>two</p> | one;two",
        "<p>a <a href='/x'> link </a>here</p> | a [link](https://example.com/x) here",
        "<p><a href='javascript:x'>no link</a></p> | no link",
        "<ul><li>a<li>b<ul><li>c</ul><li>d</ul> | - a;- b;  - c;- d",
        "<ol><li>a<li><p>b</p></ol><p>after</p> | 1. a;2. b;;after",
        "<blockquote><p>a</p><p>b</p></blockquote>c | > a;>;> b;;c",
        "<p>1 * 2 _ [x]</p> | 1 \\* 2 \\_ \\[x\\]",
        "<img src='i.png' alt='an [image]'> | ![an image ](https://example.com/dir/i.png)",
        "<p>a</p><hr><p>b</p> | a;;---;;b",
        "<p>some <em>more</em>, and <strong>most</strong>.</p> | some *more*, and **most**.",
      })
  void writesMarkdown(String html, String expected) {
    assertThat(markdown(html)).isEqualTo(expected.replace(';', '\n'));
  }

  @Test
  void writesCodeAndTables() {
    assertThat(markdown("<pre><code>a  b\n  *c*</code></pre>")).isEqualTo("```\na  b\n  *c*\n```");
    assertThat(
            markdown(
                "<table><thead><tr><th>n</th><th>v</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table>"))
        .isEqualTo("| n | v |\n| --- | --- |\n| a | 1 |");
  }

  @Test
  void writesPlainText() {
    assertThat(
            PlainText.of(
                page("<h1>A  title</h1><p>one\n two<br>three</p><ul><li>a<li>b</ul><pre>x\n  y</pre>")
                    .body()))
        .isEqualTo("A title\n\none two\nthree\n\na\nb\n\nx\n  y");
  }

  @Test
  void takesTheMarkedPart() {
    String html =
        "<header>Site</header><nav>Menu</nav><main><p>What it is about.</p><script>x()</script></main><footer>Imprint</footer>";
    assertThat(PlainText.of(MainContent.of(page(html)))).isEqualTo("What it is about.");
    assertThat(PlainText.of(MainContent.visible(page(html))))
        .contains("Menu", "Imprint", "What it is about.")
        .doesNotContain("x()");
  }

  @Test
  void findsThePartWithTheMostText() {
    String paragraphs =
        "<p>A sentence that is long enough, with commas, and goes on.</p>".repeat(8);
    String links = "<p><a href='/a'>A link, with much text in it, that leads elsewhere</a></p>";
    String html =
        "<div class=menu>"
            + links.repeat(4)
            + "</div><div id=x><div>"
            + paragraphs
            + "</div></div>"
            + "<div class=comments><p>First comment, which is long as well, oh yes.</p></div>";
    assertThat(PlainText.of(MainContent.of(page(html))))
        .startsWith("A sentence")
        .doesNotContain("A link", "First comment");
  }

  @Test
  void takesAPageWithoutParagraphsWhole() {
    assertThat(PlainText.of(MainContent.of(page("<div>Just <b>this</b></div><div>and that</div>"))))
        .isEqualTo("Just this\n\nand that");
  }

  @Test
  @Timeout(120)
  void readsDeepAndLongPages() {
    String deep = "<div><b>".repeat(20_000) + "deep" + "</b></div>".repeat(20_000);
    assertThat(markdown(deep)).contains("deep");
    String many = "<p>word</p>".repeat(100_000);
    assertThat(PlainText.of(MainContent.of(page(many)))).hasSize(100_000 * 6 - 2);
  }
}
