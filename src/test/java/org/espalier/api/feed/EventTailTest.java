package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.api.feed.Rows.OTHER_RUN;
import static org.espalier.api.feed.Rows.RUN;
import static org.espalier.api.feed.Rows.row;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.espalier.event.EventPosition;
import org.junit.jupiter.api.Test;

class EventTailTest {
  private static final EventTarget ALL = new EventTarget.AllRuns(Set.of(), Optional.empty());

  private final FakeEventSource source = new FakeEventSource(false);
  private final Subscribers subscribers = new Subscribers();
  private final EventTail tail = new EventTail(source, subscribers);

  private FakeOutlet watch(EventTarget target, EventPosition from) {
    FakeOutlet outlet = new FakeOutlet();
    Subscription subscription =
        new Subscription(source, target, from, outlet, 1_000, tail::settled);
    subscribers.add(subscription);
    subscription.catchUp();
    return outlet;
  }

  private FakeOutlet watchAllFromNow() {
    return watch(ALL, new EventPosition(tail.settled(), Integer.MAX_VALUE));
  }

  @Test
  void showsAllRunsFromNowOn() {
    source.commit(row(1), row(2));
    tail.begin();
    FakeOutlet client = watchAllFromNow();

    source.commit(row(3), row(4, OTHER_RUN, "task.started", "task.completed"));
    tail.poll(0);

    assertThat(client.ids).containsExactly("3-0", "4-0", "4-1");
  }

  @Test
  void doesNotSkipARowThatBecomesVisibleLate() {
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    source.openTransaction();
    source.commit(row(2));
    assertThat(tail.poll(0)).isTrue();
    assertThat(tail.poll(0)).isTrue();
    assertThat(client.ids).isEmpty();

    source.commit(row(1));
    source.endTransaction();

    assertThat(tail.poll(0)).isFalse();
    assertThat(client.ids).containsExactly("1-0", "2-0");
  }

  @Test
  void goesOnWhenARowWasRolledBack() {
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    source.openTransaction();
    source.commit(row(2));
    tail.poll(0);
    tail.poll(0);
    assertThat(client.ids).isEmpty();

    source.endTransaction();
    tail.poll(0);
    tail.poll(0);

    assertThat(client.ids).containsExactly("2-0");
  }

  @Test
  void waitsForRowsThatWereUnderWayWhenItBegan() {
    source.commit(row(1), row(3));
    source.openTransaction();
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    tail.poll(0);

    source.commit(row(2));
    source.endTransaction();
    tail.poll(0);

    assertThat(client.ids).containsExactly("2-0", "3-0");
  }

  @Test
  void passesOverOldGapsWhenItBegins() {
    source.commit(row(1), row(3), row(7));
    tail.begin();
    assertThat(tail.settled()).isEqualTo(7);
    FakeOutlet client = watchAllFromNow();
    FakeOutlet resumed = watch(ALL, new EventPosition(1, 0));

    source.commit(row(8));
    tail.poll(0);

    assertThat(client.ids).containsExactly("8-0");
    assertThat(resumed.ids).containsExactly("3-0", "7-0", "8-0");
  }

  @Test
  void doesNotHoldAGapForEver() {
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    source.openTransaction();
    source.commit(row(2));
    tail.poll(0);

    tail.poll(Duration.ofMinutes(2).toNanos());

    assertThat(client.ids).containsExactly("2-0");
  }

  @Test
  void showsARunWithoutWaitingForGapsOfOthers() {
    tail.begin();
    FakeOutlet client = watch(new EventTarget.OneRun(RUN, false), EventPosition.START);
    source.openTransaction();
    source.commit(row(2), row(4));
    tail.poll(0);
    assertThat(client.ids).containsExactly("2-0", "4-0");

    source.commit(row(3, OTHER_RUN));
    source.endTransaction();
    tail.poll(0);

    assertThat(client.ids).containsExactly("2-0", "4-0");
  }

  @Test
  void resumesAllRunsInOrderThroughAGap() {
    source.commit(row(1), row(2), row(3));
    tail.begin();
    source.openTransaction();
    source.commit(row(5));
    FakeOutlet client = watch(ALL, new EventPosition(2, 0));
    assertThat(client.ids).containsExactly("3-0");
    tail.poll(0);

    source.commit(row(4));
    source.endTransaction();
    tail.poll(0);

    assertThat(client.ids).containsExactly("3-0", "4-0", "5-0");
  }

  @Test
  void readsMoreThanOnePage() {
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    for (int i = 1; i <= 1_234; i++) {
      source.commit(row(i));
    }

    tail.poll(0);

    assertThat(client.ids).hasSize(1_234).doesNotHaveDuplicates();
  }

  @Test
  void sendsWhatCameTogetherAtOnce() {
    tail.begin();
    FakeOutlet client = watchAllFromNow();
    for (int i = 1; i <= 250; i++) {
      source.commit(row(i));
    }

    tail.poll(0);

    assertThat(client.ids).hasSize(250);
    assertThat(client.sends()).isEqualTo(3);
  }

  @Test
  void showsOnlyWhatWasAskedFor() {
    tail.begin();
    FakeOutlet types =
        watch(
            new EventTarget.AllRuns(Set.of("run.ended"), Optional.of(Rows.TREE)),
            EventPosition.START);
    FakeOutlet tree =
        watch(new EventTarget.AllRuns(Set.of(), Optional.of(OTHER_RUN)), EventPosition.START);

    source.commit(row(1, "task.started", "run.ended"));
    tail.poll(0);

    assertThat(types.ids).containsExactly("1-1");
    assertThat(tree.ids).isEmpty();
    assertThat(types.isFinished()).isFalse();
  }
}
