package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.api.feed.Rows.OTHER_RUN;
import static org.espalier.api.feed.Rows.RUN;
import static org.espalier.api.feed.Rows.row;

import org.espalier.event.EventLog.Row;
import org.espalier.event.EventPosition;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private static final int MAX_BACKLOG = 200;

  private final FakeEventSource source = new FakeEventSource(false);
  private final FakeOutlet client = new FakeOutlet();

  private Subscription follow(EventPosition from, boolean isOver) {
    return new Subscription(
        source, new EventTarget.OneRun(RUN, isOver), from, client, MAX_BACKLOG, () -> 0);
  }

  private static void offer(Subscription subscription, Row row) {
    subscription.offer(EventFrame.of(row));
  }

  @Test
  void showsARunFromItsFirstEventThenLive() {
    source.commit(row(1, "run.started", "task.started"), row(2, OTHER_RUN), row(3));
    Subscription subscription = follow(EventPosition.START, false);

    subscription.catchUp();
    offer(subscription, row(5, "task.completed"));

    assertThat(client.ids).containsExactly("1-0", "1-1", "3-0", "5-0");
  }

  @Test
  void resumesInTheMiddleOfARow() {
    source.commit(row(1, "run.started", "task.started", "task.completed"));

    follow(new EventPosition(1, 0), false).catchUp();

    assertThat(client.ids).containsExactly("1-1", "1-2");
  }

  @Test
  void missesNothingThatComesWhileItReads() {
    Subscription subscription = follow(EventPosition.START, false);
    source.beforeNextRead(() -> offer(subscription, row(1)));
    source.commit(row(1));

    subscription.catchUp();

    assertThat(client.ids).containsExactly("1-0");
  }

  @Test
  void readsAgainWhenSomethingCameBehindItsRead() {
    Subscription subscription = follow(EventPosition.START, false);
    source.commit(row(1));
    FakeEventSource late = source;
    source.beforeNextRead(
        () -> {
          // Visible only after this read: the tail has offered it, the read does not see it.
          offer(subscription, row(2));
          late.beforeNextRead(() -> late.commit(row(2)));
        });

    subscription.catchUp();

    assertThat(client.ids).containsExactly("1-0", "2-0");
  }

  @Test
  void sendsNothingTwice() {
    source.commit(row(1), row(2));
    Subscription subscription = follow(EventPosition.START, false);
    subscription.catchUp();

    offer(subscription, row(1));
    offer(subscription, row(2));
    offer(subscription, row(3));
    subscription.catchUp();

    assertThat(client.ids).containsExactly("1-0", "2-0", "3-0");
  }

  @Test
  void endsBehindTheEndOfTheRun() {
    source.commit(row(1, "run.started"), row(2, "task.completed", "run.ended"));

    follow(EventPosition.START, true).catchUp();

    assertThat(client.ids).containsExactly("1-0", "2-0", "2-1");
    assertThat(client.isFinished()).isTrue();
  }

  @Test
  void endsLive() {
    Subscription subscription = follow(EventPosition.START, false);
    subscription.catchUp();

    offer(subscription, row(7, "run.ended"));

    assertThat(client.ids).containsExactly("7-0");
    assertThat(client.isFinished()).isTrue();
  }

  @Test
  void endsAtOnceWhenTheEndLiesBeforeItsPosition() {
    source.commit(row(2, "run.ended"));

    follow(new EventPosition(2, 0), true).catchUp();

    assertThat(client.ids).isEmpty();
    assertThat(client.isFinished()).isTrue();
  }

  @Test
  void endsForAPositionThatLiesInTheFuture() {
    Subscription subscription = follow(new EventPosition(999, 0), false);
    subscription.catchUp();

    offer(subscription, row(3, "run.ended"));

    assertThat(client.isFinished()).isTrue();
  }

  @Test
  void readsOnlyAsFastAsItsClientTakes() {
    for (int i = 1; i <= 1_000; i++) {
      source.commit(row(i));
    }
    client.stop();
    Subscription subscription = follow(EventPosition.START, false);

    subscription.catchUp();
    int first = client.ids.size();
    assertThat(first).isLessThanOrEqualTo(2 * Subscription.LOW_BACKLOG);
    while (client.backlog() > 0) {
      client.take();
      subscription.catchUp();
    }

    assertThat(client.ids).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(client.isAborted()).isFalse();
  }

  @Test
  void disconnectsALiveClientThatLagsTooFar() {
    Subscription subscription = follow(EventPosition.START, false);
    subscription.catchUp();
    client.stop();

    for (int i = 1; i <= MAX_BACKLOG; i++) {
      offer(subscription, row(i));
    }
    assertThat(client.isAborted()).isFalse();
    offer(subscription, row(MAX_BACKLOG + 1));

    assertThat(client.isAborted()).isTrue();
  }
}
