package org.espalier.engine.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.espalier.engine.node.DatabaseLink.Fate;

/** What goes wrong between the nodes and the database. */
final class Misfortunes {
  private final Schedule schedule;
  private final VirtualTime time;
  private final Map<SimulatedNode, Long> cutOffUntil = new HashMap<>();

  Misfortunes(Schedule schedule, VirtualTime time) {
    this.schedule = schedule;
    this.time = time;
  }

  /** The node cannot reach the database for a while: short, or too long for its lease. */
  void cutOff(SimulatedNode node) {
    long until = time.in(schedule.below(Duration.ofSeconds(schedule.chance(0.6) ? 1 : 14)));
    schedule.note("%s is cut off until %.3f".formatted(node.name(), until / 1e9));
    cutOffUntil.put(node, until);
  }

  boolean isCutOff(SimulatedNode node) {
    return lastCutOff(node) > time.nanos();
  }

  /** Until when the node was last cut off; 0 when it never was. */
  long lastCutOff(SimulatedNode node) {
    return cutOffUntil.getOrDefault(node, 0L);
  }

  Fate fateOfCommit() {
    int die = schedule.below(100);
    return die < 2 ? Fate.ANSWER_LOST : die < 4 ? Fate.FAILED : Fate.DONE;
  }
}
