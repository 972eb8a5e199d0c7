package org.espalier.executor.scrape;

import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.espalier.executor.Measuring;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.TestServer;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.ScrapeSettings;
import org.jsoup.Jsoup;

/** Prints what {@code scrape_executor} costs beside reading and parsing alone. */
final class MeasureScrape {
  private MeasureScrape() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    String page =
        "<html><head><title>t</title></head><body><nav><a href=/>x</a></nav><main>"
            + "<p>A paragraph of a page, with <b>some</b> markup in it, and a <a href=/x>link</a>.</p>"
                .repeat(300)
            + "</main></body></html>";
    TestServer server = TestServer.http();
    server.on("/robots.txt", exchange -> TestServer.answer(exchange, 404, "text/plain", "-"));
    server.on("/page", exchange -> TestServer.answer(exchange, 200, "text/html", page));
    server.on(
        "/slow",
        exchange -> {
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          TestServer.answer(exchange, 200, "text/html", page);
        });
    ScrapeExecutor scrape =
        ScrapeExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.0/8"))),
            new ScrapeSettings("Mole", 4 << 20, Duration.ofHours(1)));
    System.out.printf("a page of %d KiB%n", page.length() >> 10);
    Measuring.perCall("reading and parsing alone", () -> bare(server.url("/page")));
    ObjectNode inputs = json("{'url':'" + server.url("/page") + "','format':'markdown'}");
    Measuring.perCall("scrape_executor", () -> Measuring.succeed(scrape, inputs.deepCopy()));
    Measuring.atOnce("scrape_executor", scrape, json("{'url':'" + server.url("/slow") + "'}"));
    scrape.close();
    server.close();
    System.exit(0);
  }

  private static int bare(String url) throws Exception {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return Jsoup.parse(in, null, url).body().text().length();
    }
  }
}
