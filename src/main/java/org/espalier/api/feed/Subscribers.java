package org.espalier.api.feed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who watches what. Thread-safe. */
final class Subscribers {
  private final Map<UUID, Set<Subscription>> byRun = new ConcurrentHashMap<>();

  /** Those that want the same share the decision what to show them. */
  private final Map<EventTarget, Set<Subscription>> ofAll = new ConcurrentHashMap<>();

  void add(Subscription subscription) {
    if (subscription.target() instanceof EventTarget.OneRun run) {
      add(byRun, run.runId(), subscription);
    } else {
      add(ofAll, subscription.target(), subscription);
    }
  }

  void remove(Subscription subscription) {
    if (subscription.target() instanceof EventTarget.OneRun run) {
      remove(byRun, run.runId(), subscription);
    } else {
      remove(ofAll, subscription.target(), subscription);
    }
  }

  private static <K> void add(Map<K, Set<Subscription>> watched, K key, Subscription subscription) {
    watched.compute(
        key,
        (same, set) -> {
          Set<Subscription> subscriptions = set == null ? ConcurrentHashMap.newKeySet() : set;
          subscriptions.add(subscription);
          return subscriptions;
        });
  }

  private static <K> void remove(
      Map<K, Set<Subscription>> watched, K key, Subscription subscription) {
    watched.computeIfPresent(
        key,
        (same, set) -> {
          set.remove(subscription);
          return set.isEmpty() ? null : set;
        });
  }

  boolean watchRun(UUID runId) {
    return byRun.containsKey(runId);
  }

  boolean watchAll() {
    return !ofAll.isEmpty();
  }

  void offerToRun(UUID runId, List<EventFrame> frames) {
    byRun.getOrDefault(runId, Set.of()).forEach(subscription -> subscription.offer(frames));
  }

  void offerToAll(List<EventFrame> frames) {
    ofAll.forEach(
        (target, subscriptions) -> {
          List<EventFrame> shown = frames.stream().filter(target::shows).toList();
          if (!shown.isEmpty()) {
            subscriptions.forEach(subscription -> subscription.offer(shown));
          }
        });
  }
}
