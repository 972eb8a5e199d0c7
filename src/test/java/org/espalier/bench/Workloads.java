package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.espalier.json.Json;
import org.jspecify.annotations.Nullable;

/** The trees of the benchmark. A task does nothing, or waits. */
final class Workloads {
  private Workloads() {}

  /** A tree of one task. */
  static ObjectNode single() {
    return tree(task("t", null));
  }

  /** A root at the end of a chain: {@code length} tasks in all. */
  static ObjectNode chain(int length) {
    ObjectNode[] tasks = new ObjectNode[length];
    for (int i = 0; i < length; i++) {
      boolean isRoot = i == length - 1;
      tasks[i] = task("c" + i, isRoot ? null : "c" + (length - 1));
      if (i > 0) {
        tasks[i].putArray("dependencies").add("c" + (i - 1));
      }
    }
    return tree(tasks);
  }

  /** A root that waits for {@code children} tasks. */
  static ObjectNode star(int children) {
    ObjectNode[] tasks = new ObjectNode[children + 1];
    tasks[0] = task("root", null);
    ArrayNode dependencies = tasks[0].putArray("dependencies");
    for (int i = 1; i <= children; i++) {
      tasks[i] = task("t" + i, "root");
      dependencies.add("t" + i);
    }
    return tree(tasks);
  }

  /**
   * Layers, each task of which waits for every task of the layer before; the root waits for the
   * last layer.
   */
  static ObjectNode layers(int layers, int width) {
    ObjectNode[] tasks = new ObjectNode[layers * width + 1];
    tasks[0] = task("root", null);
    ArrayNode last = tasks[0].putArray("dependencies");
    for (int layer = 0; layer < layers; layer++) {
      for (int i = 0; i < width; i++) {
        ObjectNode task = task("l" + layer + "_" + i, "root");
        tasks[1 + layer * width + i] = task;
        if (layer > 0) {
          ArrayNode dependencies = task.putArray("dependencies");
          for (int j = 0; j < width; j++) {
            dependencies.add("l" + (layer - 1) + "_" + j);
          }
        }
        if (layer == layers - 1) {
          last.add("l" + layer + "_" + i);
        }
      }
    }
    return tree(tasks);
  }

  /** A tree of one task that takes a while. */
  static ObjectNode slow(double seconds) {
    return delayed(single(), 0, seconds);
  }

  /** A tree of one task that fails once and is tried again after a while. */
  static ObjectNode parked(double seconds) {
    ObjectNode tree = single();
    ObjectNode task = task(tree, 0);
    task.putObject("inputs").put("fail_times", 1);
    task.putObject("retry")
        .put("max_attempts", 2)
        .put("initial_delay", seconds)
        .put("max_delay", seconds);
    return tree;
  }

  /** A {@link #chain} whose tasks take a while each. */
  static ObjectNode slowChain(int length, double seconds) {
    return delayed(chain(length), length, seconds);
  }

  /** A {@link #star} whose tasks take a while each. */
  static ObjectNode slowStar(int children, double seconds) {
    return delayed(star(children), children + 1, seconds);
  }

  /** A {@link #star} all children of which wait for the first one, which takes a while. */
  static ObjectNode gated(int children, double seconds) {
    ObjectNode tree = star(children);
    for (int i = 2; i <= children; i++) {
      task(tree, i).putArray("dependencies").add("t1");
    }
    task(tree, 1).putObject("inputs").put("delay", seconds);
    return tree;
  }

  private static ObjectNode delayed(ObjectNode tree, int count, double seconds) {
    for (int i = 0; i < Math.max(1, count); i++) {
      task(tree, i).putObject("inputs").put("delay", seconds);
    }
    return tree;
  }

  private static ObjectNode task(ObjectNode tree, int index) {
    return (ObjectNode) tree.get("tasks").get(index);
  }

  private static ObjectNode task(String id, @Nullable String parent) {
    ObjectNode task = Json.object().put("id", id).put("name", id);
    if (parent != null) {
      task.put("parent_id", parent);
    }
    task.putObject("schemas").put("method", "echo_executor");
    return task;
  }

  private static ObjectNode tree(ObjectNode... tasks) {
    ObjectNode tree = Json.object();
    ArrayNode array = tree.putArray("tasks");
    for (ObjectNode task : tasks) {
      array.add(task);
    }
    return tree;
  }
}
