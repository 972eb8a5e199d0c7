package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.api.feed.Rows.rows;

import java.util.List;
import java.util.stream.LongStream;
import org.espalier.event.EventLog.Row;
import org.junit.jupiter.api.Test;

class GapTrackerTest {
  private static final long NOW = 0;

  private final GapTracker tracker = new GapTracker(10, false);

  private List<Long> settled() {
    return tracker.takeSettled().stream().map(Row::id).toList();
  }

  @Test
  void handsOutRowsInOrderOnce() {
    tracker.append(rows(11, 12), NOW);

    assertThat(settled()).containsExactly(11L, 12L);
    assertThat(settled()).isEmpty();
    assertThat(tracker.settled()).isEqualTo(12);
  }

  @Test
  void holdsRowsBehindAGapUntilItIsFilled() {
    tracker.append(rows(11, 13, 14), NOW);
    assertThat(settled()).containsExactly(11L);
    assertThat(tracker.gaps()).containsExactly(12L);
    assertThat(tracker.settled()).isEqualTo(11);

    tracker.fill(rows(12));

    assertThat(settled()).containsExactly(12L, 13L, 14L);
    assertThat(tracker.hasGaps()).isFalse();
  }

  @Test
  void holdsAGapWhileATransactionThatCouldFillItIsOpen() {
    tracker.append(rows(12), NOW);
    tracker.mark(50);

    tracker.close(49);
    assertThat(settled()).isEmpty();
    tracker.close(50);
    assertThat(settled()).containsExactly(12L);
  }

  @Test
  void neverClosesAGapThatHasNoMark() {
    tracker.append(rows(12), NOW);

    tracker.close(1_000_000);

    assertThat(tracker.hasUnmarked()).isTrue();
    assertThat(settled()).isEmpty();
  }

  @Test
  void givesEachGapTheMarkTakenAfterItWasSeen() {
    tracker.append(rows(12), NOW);
    tracker.mark(50);
    tracker.append(rows(14), NOW);
    tracker.mark(60);

    tracker.close(55);

    assertThat(settled()).containsExactly(12L);
    assertThat(tracker.gaps()).containsExactly(13L);
  }

  @Test
  void closesGapsThatAreTooOld() {
    tracker.append(rows(12), 100);
    tracker.append(rows(14), 200);

    assertThat(tracker.closeSeenBefore(150)).isEqualTo(1);
    assertThat(settled()).containsExactly(12L);
  }

  @Test
  void passesOverGapsWhereTheyStay() {
    GapTracker ordered = new GapTracker(10, true);

    ordered.append(rows(40, 1_000_000_000_000L), NOW);

    assertThat(ordered.hasGaps()).isFalse();
    assertThat(ordered.takeSettled()).extracting(Row::id).containsExactly(40L, 1_000_000_000_000L);
  }

  @Test
  void sortsAnyOrderOfArrival() {
    long[] odd = LongStream.iterate(11, id -> id + 2).limit(50).toArray();
    tracker.append(rows(odd), NOW);
    for (int i = 49; i > 1; i--) {
      tracker.fill(rows(odd[i] - 1));
    }
    assertThat(settled()).containsExactly(11L);

    tracker.fill(rows(12));

    assertThat(tracker.settled()).isEqualTo(109);
    assertThat(settled()).isSorted().hasSize(98);
  }
}
