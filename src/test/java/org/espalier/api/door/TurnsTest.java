package org.espalier.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest { // #11
  private final List<String> begun = new ArrayList<>();

  private Turns.Waiting waiting(String name, long deadline) {
    return new Turns.Waiting() {
      @Override
      public long deadline() {
        return deadline;
      }

      @Override
      public void begin() {
        begun.add(name);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  @Test
  void goToThoseWhoWaitLongest() {
    Turns turns = new Turns(2);
    assertThat(turns.enter()).isTrue();
    assertThat(turns.await(waiting("at once", 0))).isTrue();
    assertThat(begun).containsExactly("at once");

    assertThat(turns.enter()).isFalse();
    turns.await(waiting("first", 0));
    turns.await(waiting("second", 0));
    assertThat(begun).hasSize(1);
    turns.leave();
    assertThat(begun).containsExactly("at once", "first");
    turns.leave();
    turns.leave();
    turns.leave();
    assertThat(begun).containsExactly("at once", "first", "second");
    assertThat(turns.enter()).isTrue();
    assertThat(turns.enter()).isTrue();
    assertThat(turns.enter()).isFalse();
  }

  @Test
  void areNotWaitedForWithoutEnd() {
    Turns turns = new Turns(1);
    turns.enter();
    turns.await(waiting("impatient", 10));
    turns.await(waiting("patient", 20));

    assertThat(turns.takeOverdue(9)).isEmpty();
    assertThat(turns.takeOverdue(10)).hasToString("[impatient]");
    turns.leave();
    assertThat(begun).containsExactly("patient");
  }

  @Test
  void areNotWaitedForByMoreThanCanHopeForOne() {
    Turns turns = new Turns(1);
    turns.enter();
    int waiting = 0;
    while (turns.await(waiting("w", 0))) {
      waiting++;
    }
    assertThat(waiting).isEqualTo(32);
  }
}
