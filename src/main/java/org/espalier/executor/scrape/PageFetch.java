package org.espalier.executor.scrape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.http.Hop;
import org.espalier.executor.http.HttpCall;
import org.espalier.executor.http.HttpCalls;
import org.espalier.executor.http.HttpReply;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.executor.http.HttpReply.NoAnswer;
import org.espalier.executor.http.TargetUrl;
import org.espalier.json.Json;

/**
 * Gets the page, over redirects; each hop is asked for in its site's robots.txt, and connects only
 * where the egress guard allows. Used once.
 */
final class PageFetch {
  private static final int MAX_REDIRECTS = 10;

  private final HttpCalls http;
  private final RobotsCache robots;
  private final String userAgent;
  private final ScrapeTask task;
  private final CancellationToken token;
  private final ProgressListener progress;
  private final long deadline;

  PageFetch(
      HttpCalls http,
      RobotsCache robots,
      String userAgent,
      ScrapeTask task,
      CancellationToken token,
      ProgressListener progress) {
    this.http = http;
    this.robots = robots;
    this.userAgent = userAgent;
    this.task = task;
    this.token = token;
    this.progress = progress;
    this.deadline = System.nanoTime() + task.timeout().toNanos();
  }

  /** The page, or why there is none. */
  HttpReply fetch() throws InterruptedException {
    TargetUrl url = task.url();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      progress.progress(0.1 + redirects * 0.05, "reading " + name(url));
      Optional<ExecutionOutcome> denied = denied(url);
      if (denied.isPresent()) {
        return new NoAnswer(denied.get());
      }
      HttpReply reply = http.make(call(url), token);
      if (!(reply instanceof Answer answer) || answer.redirect().isEmpty()) {
        return reply instanceof Answer answer ? checked(answer) : reply;
      }
      try {
        url = url.redirectedTo(answer.redirect().get());
      } catch (InvalidInputException | IllegalArgumentException e) {
        return redirect("%s redirects to something that is no web page.".formatted(name(url)));
      }
    }
    return redirect("%s led to more than %d redirects.".formatted(name(task.url()), MAX_REDIRECTS));
  }

  private static NoAnswer redirect(String message) {
    return new NoAnswer(Failed.permanent("redirect", message));
  }

  private Optional<ExecutionOutcome> denied(TargetUrl url) throws InterruptedException {
    if (!task.respectRobots()) {
      return Optional.empty();
    }
    Optional<RobotsRules> rules = robots.of(url, remaining(), task, token);
    if (token.isCancelled()) {
      return Optional.of(new Cancelled("Reading the page was aborted."));
    }
    if (rules.isEmpty()) {
      return unasked(url);
    }
    return rules.get().allow(url.pathAndQuery())
        ? Optional.empty()
        : Optional.of(
            Failed.permanent(
                "robots_denied",
                "The site's robots.txt does not let '%s' read %s. Set inputs.respect_robots to false if its owner permits it."
                    .formatted(RobotsCache.product(userAgent), name(url))));
  }

  /** The page itself tells better why the site cannot be reached; it is not read if it can. */
  private Optional<ExecutionOutcome> unasked(TargetUrl url) throws InterruptedException {
    HttpReply probe = http.make(head(url), token);
    return Optional.of(
        probe instanceof NoAnswer none
            ? none.outcome()
            : Failed.retryable(
                "robots_unreachable",
                "The robots.txt for %s cannot be had just now, so the page is not read (RFC 9309)."
                    .formatted(name(url))));
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  private HttpCall call(TargetUrl url) {
    return call("GET", url);
  }

  private HttpCall head(TargetUrl url) {
    return call("HEAD", url.redirectedTo("/robots.txt"));
  }

  private HttpCall call(String method, TargetUrl url) {
    Hop hop =
        new Hop(
            method,
            url,
            "",
            Map.of(
                "User-Agent",
                userAgent,
                "Accept",
                "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"),
            Optional.empty());
    return new HttpCall(
        hop,
        remaining(),
        remaining(),
        task.verify(),
        task.tls(),
        false,
        task.maxBytes(),
        task.advice());
  }

  private static HttpReply checked(Answer answer) {
    if (answer.status() >= 300) {
      ObjectNode details = Json.object().put("status_code", answer.status());
      return new NoAnswer(
          new Failed(
              "http_" + answer.status(),
              "%s answered %d.".formatted(name(answer.url()), answer.status()),
              answer.isRetryable(),
              answer.isRetryable() ? answer.retryAfter() : Optional.empty(),
              details));
    }
    return answer;
  }

  static String name(TargetUrl url) {
    return url.withoutQuery();
  }
}
