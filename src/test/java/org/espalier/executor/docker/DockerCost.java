package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/**
 * Measures what the executor costs above the bare calls, and what many containers at once cost this
 * process: {@code DockerCost [tasks one after the other] [tasks at once]}. Needs a Docker engine to
 * start, like the tests. The figures in docs/executors/docker.md are its output.
 */
final class DockerCost {
  private final TestEngine engine = TestEngine.get();
  private final DockerExecutor executor = engine.executor();

  private DockerCost() {}

  public static void main(String[] args) throws Exception {
    int sequential = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int concurrent = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    DockerCost cost = new DockerCost();
    cost.execute("true");
    cost.bare();
    long bare = time(sequential, cost::bare);
    long whole = time(sequential, () -> cost.execute("true"));
    System.out.printf(
        "one after the other, %d each: %d ms a bare container, %d ms a task%n",
        sequential, bare, whole);
    cost.atOnce(concurrent);
    System.exit(0);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static long time(int times, Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis() / times;
  }

  private void execute(String command) throws InterruptedException {
    ObjectNode inputs = Json.object().put("image", TestEngine.IMAGE).put("command", command);
    inputs.put("timeout", 600);
    ExecutionOutcome outcome = executor.execute(Contexts.of(inputs));
    if (!(outcome instanceof Succeeded)) {
      throw new IllegalStateException(outcome.toString());
    }
  }

  /** The least one can do: create, start, wait, remove. */
  private void bare() throws Exception {
    try (DockerEngine direct = new DockerEngine(TestEngine.settings(engine.socket()), "bare")) {
      ObjectNode config = Json.object().put("Image", TestEngine.IMAGE);
      config.putArray("Cmd").add("true");
      config.putObject("HostConfig").put("NetworkMode", "none");
      String path = "/containers/bare";
      StopSwitch stop = new StopSwitch();
      DockerClient client = direct.client();
      client.call(DockerCall.post("/containers/create", "name", "bare").with(config), stop);
      client.call(DockerCall.post(path + "/start"), stop);
      client.call(DockerCall.post(path + "/wait"), stop);
      client.call(DockerCall.delete(path), stop);
    }
  }

  private void atOnce(int tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    long heap = usedHeap();
    long start = System.nanoTime();
    List<Future<?>> attempts = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      attempts.add(
          threads.submit(
              () -> {
                execute("sleep 20");
                return true;
              }));
    }
    while (engine.docker("ps", "-q").lines().count() < tasks / 2) {
      Thread.sleep(500);
    }
    System.out.printf(
        "%d at once, half of them running: %d threads, %d KB more heap%n",
        tasks, ManagementFactory.getThreadMXBean().getThreadCount(), (usedHeap() - heap) >> 10);
    for (Future<?> attempt : attempts) {
      attempt.get();
    }
    System.out.printf(
        "%d at once, 20 s each: %d s in all%n",
        tasks, Duration.ofNanos(System.nanoTime() - start).toSeconds());
    threads.shutdown();
    executor.close();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
