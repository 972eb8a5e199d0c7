package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.event.CommitOrder;
import org.espalier.event.EventLog;
import org.espalier.event.EventPosition;
import org.espalier.event.TaskEvent;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tail on real databases, where transactions overlap. */
class StoredEventsTest {
  private static TestDatabase postgres;
  private static TestDatabase h2;

  private final Subscribers subscribers = new Subscribers();

  @BeforeAll
  static void open() {
    postgres = TestDatabase.postgres();
    h2 = TestDatabase.h2();
  }

  @AfterAll
  static void close() {
    postgres.close();
    h2.close();
  }

  private EventSource source(TestDatabase database) {
    return new StoredEvents(
        new EventLog(database.database()), new CommitOrder(database.database()));
  }

  private FakeOutlet watch(EventSource source, EventTail tail) {
    tail.begin();
    FakeOutlet outlet = new FakeOutlet();
    Subscription subscription =
        new Subscription(
            source,
            new EventTarget.AllRuns(Set.of(), Optional.empty()),
            new EventPosition(tail.settled(), Integer.MAX_VALUE),
            outlet,
            1_000,
            tail::settled);
    subscribers.add(subscription);
    subscription.catchUp();
    return outlet;
  }

  /** A transaction that has written, as the engine's have before they append, and is open. */
  private static Connection begun(TestDatabase database) throws SQLException {
    Connection connection = database.database().connect();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          "insert into node (id, name, started_at, lease_until) values ('"
              + UUID.randomUUID()
              + "', 'n', current_timestamp, current_timestamp)");
    }
    return connection;
  }

  private static void append(TestDatabase database, Connection connection) throws SQLException {
    TaskEvent.Where where =
        new TaskEvent.Where(UUID.randomUUID(), UUID.randomUUID(), Instant.EPOCH);
    new EventLog(database.database())
        .append(
            connection,
            List.of(
                List.of(
                    new TaskEvent.RunChanged(
                        where,
                        TaskEvent.RunChange.STARTED,
                        RunStatus.RUNNING,
                        0,
                        "n",
                        Optional.empty()))));
  }

  @Test
  void waitForATransactionThatCommitsLate() throws SQLException {
    EventSource source = source(postgres);
    EventTail tail = new EventTail(source, subscribers);
    FakeOutlet client = watch(source, tail);
    try (Connection late = begun(postgres);
        Connection early = begun(postgres)) {
      append(postgres, late);
      append(postgres, early);
      early.commit();
      for (int i = 0; i < 5; i++) {
        assertThat(tail.poll(System.nanoTime())).isTrue();
      }
      assertThat(client.ids).isEmpty();

      late.commit();
    }

    assertThat(tail.poll(System.nanoTime())).isFalse();
    assertThat(client.ids).hasSize(2).isSorted();
  }

  @Test
  void goOnBehindATransactionThatIsRolledBack() throws SQLException {
    EventSource source = source(postgres);
    EventTail tail = new EventTail(source, subscribers);
    FakeOutlet client = watch(source, tail);
    try (Connection failing = begun(postgres);
        Connection good = begun(postgres)) {
      append(postgres, failing);
      append(postgres, good);
      good.commit();
      tail.poll(System.nanoTime());
      tail.poll(System.nanoTime());
      assertThat(client.ids).isEmpty();

      failing.rollback();
    }

    tail.poll(System.nanoTime());
    assertThat(tail.poll(System.nanoTime())).isFalse();
    assertThat(client.ids).hasSize(1);
  }

  @Test
  void waitForATransactionThatWasOpenWhenTheTailBegan() throws SQLException {
    EventSource source = source(postgres);
    try (Connection late = begun(postgres);
        Connection early = begun(postgres)) {
      append(postgres, late);
      append(postgres, early);
      early.commit();
      EventTail tail = new EventTail(source, subscribers);
      FakeOutlet client = watch(source, tail);
      tail.poll(System.nanoTime());
      tail.poll(System.nanoTime());
      assertThat(client.ids).isEmpty();

      late.commit();

      tail.poll(System.nanoTime());
      assertThat(client.ids)
          .contains(source.lastRow() - 1 + "-0", source.lastRow() + "-0")
          .isSorted();
    }
  }

  @Test
  void passOverGapsOnH2() throws SQLException {
    EventSource source = source(h2);
    EventTail tail = new EventTail(source, subscribers);
    FakeOutlet client = watch(source, tail);
    try (Connection failing = begun(h2)) {
      append(h2, failing);
      failing.rollback();
    }
    try (Connection good = begun(h2)) {
      append(h2, good);
      good.commit();
    }

    assertThat(tail.poll(System.nanoTime())).isFalse();
    assertThat(client.ids).hasSize(1);
  }
}
