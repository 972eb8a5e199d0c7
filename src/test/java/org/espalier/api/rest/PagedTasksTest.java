package org.espalier.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.junit.jupiter.api.Test;

// #19
class PagedTasksTest {
  private static final UUID TREE = new UUID(1, 1);

  private final List<Integer> limits = new ArrayList<>();

  private static Task task(int ordinal, String result) {
    return new StoredTask(TREE, new UUID(2, ordinal), "t" + ordinal)
        .state("ordinal", ordinal)
        .state("result", result)
        .build();
  }

  private List<Task> read(List<Task> stored) {
    PagedTasks paged =
        new PagedTasks(
            stored.size(),
            -1,
            (after, limit) -> {
              limits.add(limit);
              return stored.stream().filter(t -> t.ordinal() > after).limit(limit).toList();
            },
            TaskMessages::ofNeverRun);
    List<Task> read = new ArrayList<>();
    paged.tasks().forEachRemaining(read::add);
    return read;
  }

  @Test
  void readsEveryTaskOnceInPagesThatGrow() {
    List<Task> stored = IntStream.range(0, 2_000).mapToObj(i -> task(i, "{}")).toList();
    assertThat(read(stored)).isEqualTo(stored);
    assertThat(limits).startsWith(4, 8, 16, 32, 64, 128, 256, 256).hasSizeLessThan(15);
  }

  @Test
  void readsFewLargeTasksAtATime() {
    String large = "x".repeat(2 << 20);
    List<Task> stored = IntStream.range(0, 20).mapToObj(i -> task(i, large)).toList();
    assertThat(read(stored)).isEqualTo(stored);
    assertThat(limits).startsWith(4, 2, 1, 1).doesNotContain(8);
  }

  @Test
  void readsNothingOfATreeThatIsGone() {
    assertThat(read(List.of())).isEmpty();
  }
}
