package org.espalier.api.jsonrpc.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.espalier.tree.TaskOutline;
import org.junit.jupiter.api.Test;

// #19
class TreeOrderTest {
  private static UUID id(int i) {
    return new UUID(0, i);
  }

  private static TaskOutline task(int id, int parent) {
    return new TaskOutline(id(id), parent < 0 ? null : id(parent));
  }

  private static List<String> written(TreeOrder order) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < order.ids().size(); i++) {
      found.add(order.ids().get(i).getLeastSignificantBits() + "@" + order.depth(i));
    }
    return found;
  }

  @Test
  void writesEachBeforeWhatIsBelowItAndChildrenInTheOrderOfTheTree() {
    List<TaskOutline> tree =
        List.of(task(4, 1), task(1, 0), task(0, -1), task(3, 0), task(2, 1), task(5, 4));
    assertThat(written(TreeOrder.below(id(0), tree)))
        .containsExactly("0@0", "1@1", "4@2", "5@3", "2@2", "3@1");
    assertThat(written(TreeOrder.below(id(1), tree))).containsExactly("1@0", "4@1", "5@2", "2@1");
    assertThat(written(TreeOrder.below(id(5), tree))).containsExactly("5@0");
  }

  @Test
  void nothingIsWrittenOfATaskThatIsGone() {
    assertThat(written(TreeOrder.below(id(9), List.of(task(0, -1))))).isEmpty();
  }

  @Test
  void aDeepTreeNeedsNoDeepStack() {
    List<TaskOutline> chain = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      chain.add(task(i, i - 1));
    }
    TreeOrder order = TreeOrder.below(id(0), chain);
    assertThat(order.ids()).hasSize(100_000);
    assertThat(order.depth(99_999)).isEqualTo(99_999);
  }
}
