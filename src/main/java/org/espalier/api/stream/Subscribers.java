package org.espalier.api.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who watches what. Thread-safe. */
final class Subscribers {
  private final Map<UUID, Set<Subscription>> byRun = new ConcurrentHashMap<>();
  private final Set<Subscription> all = ConcurrentHashMap.newKeySet();

  void add(Subscription subscription) {
    if (subscription.target() instanceof EventTarget.OneRun run) {
      byRun.compute(
          run.runId(),
          (id, set) -> {
            Set<Subscription> subscriptions = set == null ? ConcurrentHashMap.newKeySet() : set;
            subscriptions.add(subscription);
            return subscriptions;
          });
    } else {
      all.add(subscription);
    }
  }

  void remove(Subscription subscription) {
    if (subscription.target() instanceof EventTarget.OneRun run) {
      byRun.computeIfPresent(
          run.runId(),
          (id, set) -> {
            set.remove(subscription);
            return set.isEmpty() ? null : set;
          });
    } else {
      all.remove(subscription);
    }
  }

  boolean watchRun(UUID runId) {
    return byRun.containsKey(runId);
  }

  boolean watchAll() {
    return !all.isEmpty();
  }

  void offerToRun(UUID runId, List<EventFrame> frames) {
    byRun.getOrDefault(runId, Set.of()).forEach(subscription -> subscription.offer(frames));
  }

  void offerToAll(List<EventFrame> frames) {
    all.forEach(subscription -> subscription.offer(frames));
  }
}
