package org.espalier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.tree.TaskStatus.CANCELLED;
import static org.espalier.tree.TaskStatus.COMPLETED;
import static org.espalier.tree.TaskStatus.FAILED;
import static org.espalier.tree.TaskStatus.IN_PROGRESS;
import static org.espalier.tree.TaskStatus.PENDING;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
  private static final Map<TaskStatus, Set<TaskStatus>> LEGAL =
      Map.of(
          PENDING, Set.of(IN_PROGRESS, CANCELLED),
          IN_PROGRESS, Set.of(COMPLETED, FAILED, CANCELLED),
          COMPLETED, Set.of(),
          FAILED, Set.of(PENDING),
          CANCELLED, Set.of());

  @Test
  void hasTheseTransitionsAndNoOthers() {
    for (TaskStatus from : TaskStatus.values()) {
      for (TaskStatus to : TaskStatus.values()) {
        assertThat(from.mayBecome(to))
            .as("%s to %s", from, to)
            .isEqualTo(LEGAL.get(from).contains(to));
      }
    }
  }

  @Test
  void isFinalOnceItCompletedFailedOrWasCancelled() {
    assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isTerminal))
        .containsExactly(COMPLETED, FAILED, CANCELLED);
  }

  @Test
  void anythingButARunningTaskMayBeReset() {
    assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::mayBeReset))
        .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(IN_PROGRESS)));
  }

  @Test
  void hasTheWordsOfTheProtocol() {
    assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::word))
        .containsExactly("pending", "in_progress", "completed", "failed", "cancelled");
    for (TaskStatus status : TaskStatus.values()) {
      assertThat(TaskStatus.ofWord(status.word())).isEqualTo(status);
    }
    assertThatThrownBy(() -> TaskStatus.ofWord("PENDING"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
