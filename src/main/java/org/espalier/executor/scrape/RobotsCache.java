package org.espalier.executor.scrape;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.http.Hop;
import org.espalier.executor.http.HttpCall;
import org.espalier.executor.http.HttpCalls;
import org.espalier.executor.http.HttpReply;
import org.espalier.executor.http.TargetUrl;
import org.espalier.settings.ScrapeSettings;

/**
 * The robots.txt of sites, remembered for a while. A site that has none allows everything; one that
 * cannot be asked, or answers 5xx, allows nothing for now (RFC 9309 section 2.3.1). Thread-safe.
 */
final class RobotsCache {
  private static final int MAX_SITES = 1_000;

  /** RFC 9309 section 2.5: at least 500 KiB are read. */
  private static final int MAX_BYTES = 512 << 10;

  private record Known(RobotsRules rules, long until) {}

  private final HttpCalls http;
  private final ScrapeSettings settings;
  private final Map<String, Known> sites =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_SITES;
        }
      };

  RobotsCache(HttpCalls http, ScrapeSettings settings) {
    this.http = http;
    this.settings = settings;
  }

  /** The rules of the site of a URL; empty when it cannot be asked just now. */
  Optional<RobotsRules> of(
      TargetUrl url, Duration timeout, ScrapeTask task, CancellationToken token)
      throws InterruptedException {
    TargetUrl file = url.redirectedTo("/robots.txt");
    String site = file.withoutQuery();
    synchronized (sites) {
      Known known = sites.get(site);
      if (known != null && known.until - System.nanoTime() > 0) {
        return Optional.of(known.rules);
      }
    }
    Optional<RobotsRules> rules = ask(file, timeout, task, token);
    rules.ifPresent(found -> remember(site, found));
    return rules;
  }

  private void remember(String site, RobotsRules rules) {
    synchronized (sites) {
      sites.put(site, new Known(rules, System.nanoTime() + settings.robotsLifetime().toNanos()));
    }
  }

  private Optional<RobotsRules> ask(
      TargetUrl file, Duration timeout, ScrapeTask task, CancellationToken token)
      throws InterruptedException {
    Hop hop =
        new Hop(
            "GET",
            file,
            "",
            Map.of("User-Agent", settings.userAgent(), "Accept", "text/plain, */*;q=0.1"),
            Optional.empty());
    HttpCall call =
        new HttpCall(
            hop, timeout, timeout, task.verify(), task.tls(), true, MAX_BYTES, task.advice());
    if (!(http.make(call, token) instanceof HttpReply.Answer answer) || answer.status() >= 500) {
      return Optional.empty();
    }
    return Optional.of(
        answer.status() >= 300
            ? RobotsRules.EVERYTHING
            : RobotsRules.parse(
                new String(answer.body(), StandardCharsets.UTF_8), product(settings.userAgent())));
  }

  static String product(String userAgent) {
    return userAgent.split("[/ ]", 2)[0];
  }
}
