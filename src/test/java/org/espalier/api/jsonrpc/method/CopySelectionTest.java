package org.espalier.api.jsonrpc.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.junit.jupiter.api.Test;

/** On the tree root(left(leaf), right, lone), where right waits for left. */
class CopySelectionTest {
  private static final UUID ROOT = new UUID(0, 1);
  private static final UUID LEFT = new UUID(0, 2);
  private static final UUID LEAF = new UUID(0, 3);
  private static final UUID RIGHT = new UUID(0, 4);
  private static final UUID LONE = new UUID(0, 5);

  private static Task task(UUID id, UUID parent, TaskStatus status, UUID... dependencies) {
    StoredTask task = new StoredTask(ROOT, id, "t" + id.getLeastSignificantBits());
    for (UUID dependency : dependencies) {
      task.dependsOn(dependency, true);
    }
    return task.state("parentId", parent).state("status", status).build();
  }

  private static List<Task> tree(TaskStatus leaf, TaskStatus right) {
    return List.of(
        task(ROOT, null, TaskStatus.COMPLETED),
        task(LEFT, ROOT, TaskStatus.COMPLETED),
        task(LEAF, LEFT, leaf),
        task(RIGHT, ROOT, right, LEFT),
        task(LONE, ROOT, TaskStatus.COMPLETED));
  }

  private static List<UUID> ids(CopySelection.Selected selected) {
    return selected.parts().stream().map(part -> part.original().id()).toList();
  }

  @Test
  void minimalTakesTheSubtreeAndWhatDependsOnIt() {
    List<Task> tree = tree(TaskStatus.COMPLETED, TaskStatus.COMPLETED);
    CopySelection.Selected selected = new CopySelection(tree).minimal(tree.get(1));
    assertThat(selected.root().id()).isEqualTo(ROOT);
    assertThat(ids(selected)).containsExactly(ROOT, LEFT, LEAF, RIGHT);
    assertThat(ids(new CopySelection(tree).minimal(tree.get(4)))).containsExactly(LONE);
  }

  @Test
  void minimalLeavesOutWhatWaitsForAFailedLeaf() {
    List<Task> tree = tree(TaskStatus.FAILED, TaskStatus.PENDING);
    assertThat(ids(new CopySelection(tree).minimal(tree.get(1)))).containsExactly(LEFT, LEAF);
  }

  @Test
  void fullKeepsWhatHasNothingToDoWithTheTask() {
    List<Task> tree = tree(TaskStatus.COMPLETED, TaskStatus.COMPLETED);
    CopySelection.Selected selected = new CopySelection(tree).full(tree.get(3));
    assertThat(selected.parts())
        .extracting(part -> part.fate())
        .containsExactly(
            Fate.COMPLETED, Fate.PENDING, Fate.COMPLETED, Fate.PENDING, Fate.COMPLETED);
  }

  @Test
  void customTakesWhatTheChosenOnesWaitFor() {
    List<Task> tree = tree(TaskStatus.COMPLETED, TaskStatus.COMPLETED);
    assertThat(ids(new CopySelection(tree).custom(List.of(tree.get(3)), false)))
        .containsExactly(ROOT, LEFT, RIGHT);
    assertThat(ids(new CopySelection(tree).custom(List.of(tree.get(1)), true)))
        .containsExactly(LEFT, LEAF);
  }

  @Test
  void plainTakesTheTaskAloneOrWithWhatIsBelow() {
    List<Task> tree = tree(TaskStatus.COMPLETED, TaskStatus.COMPLETED);
    assertThat(ids(new CopySelection(tree).plain(tree.get(1), false))).containsExactly(LEFT);
    assertThat(ids(new CopySelection(tree).plain(tree.get(1), true))).containsExactly(LEFT, LEAF);
  }

  @Test
  void aTaskThatRunsAgainTakesItsFinishedDependentsAlong() {
    List<Task> tree = tree(TaskStatus.PENDING, TaskStatus.COMPLETED);
    List<Task> below = List.of(tree.get(1), tree.get(2));
    assertThat(RerunPlan.chosen(below, tree.get(1), tree, true))
        .isEqualTo(Set.of(LEFT, LEAF, RIGHT));
    assertThat(RerunPlan.chosen(below, tree.get(1), tree, false)).isEqualTo(Set.of(LEFT, LEAF));
  }
}
