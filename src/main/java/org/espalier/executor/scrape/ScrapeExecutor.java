package org.espalier.executor.scrape;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.HttpCalls;
import org.espalier.executor.http.HttpReply;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.ScrapeSettings;

/**
 * Reads a web page and returns its text, as plain text or Markdown, with what it says about itself,
 * its links, and what CSS selectors find. Asks the site's robots.txt first.
 *
 * <p>One instance with connection pools of its own, for the life of the application. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class ScrapeExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(ScrapeExecutor.class, "scrape_executor.json");
  private static final Optional<String> MISSING =
      OptionalLibrary.missing("org.jsoup.Jsoup", "jsoup (org.jsoup:jsoup)");

  @Inject EgressGuard guard;
  @Inject EspalierSettings allSettings;

  private ScrapeSettings settings;
  private HttpCalls http;
  private RobotsCache robots;

  /** An executor outside a container, ready to use. */
  static ScrapeExecutor standalone(EgressGuard guard, ScrapeSettings settings) {
    ScrapeExecutor executor = new ScrapeExecutor();
    executor.guard = guard;
    executor.begin(guard, settings);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(guard, allSettings.executors().scrape());
  }

  private void begin(EgressGuard allowed, ScrapeSettings given) {
    settings = given;
    http = new HttpCalls(allowed);
    robots = new RobotsCache(http, given);
  }

  @PreDestroy
  void close() {
    http.close();
  }

  @Override
  public ExecutorType type() {
    return MISSING.map(TYPE::unavailable).orElse(TYPE);
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      ScrapeTask task = ScrapeTask.read(draft, settings);
      task.selectors().forEach(Selection::check);
      guard.refuseLiteral("inputs.url", task.url().hostName(), task.url().port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    ScrapeTask task = ScrapeTask.read(context, settings);
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The page was not read, because the attempt is to stop.");
    }
    PageFetch fetch =
        new PageFetch(
            http, robots, settings.userAgent(), task, context.cancellation(), context.progress());
    HttpReply reply = fetch.fetch();
    if (reply instanceof HttpReply.NoAnswer none) {
      return none.outcome();
    }
    context.progress().progress(0.8, "reading its text");
    return PageReader.read((HttpReply.Answer) reply, task);
  }
}
