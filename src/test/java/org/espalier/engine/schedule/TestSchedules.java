package org.espalier.engine.schedule;

import jakarta.persistence.EntityManager;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.TestRepositories;

/** Makes what other packages' tests need of schedules. */
public final class TestSchedules {
  private TestSchedules() {}

  public static Schedules of(
      TestDatabase database,
      TestNode node,
      EntityManager jpa,
      EspalierSettings settings,
      SteadyClock clock) {
    return new Schedules(
        database.database(),
        node.runner,
        TestRepositories.tasks(jpa),
        new ScheduleRepository(jpa),
        settings,
        clock);
  }
}
