package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
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
import org.espalier.executor.egress.EgressGuard;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.GrpcSettings;

/**
 * Measures what the executor costs above the bare call, and what 200 calls to a silent server cost.
 * The figures in docs/executors/grpc.md are its output.
 */
final class GrpcCost {
  private static final int SEQUENTIAL = 1_000;
  private static final int CONCURRENT = 200;

  private final TestServer server = new TestServer(TestServer.Has.V1);
  private final EgressGuard guard = new EgressGuard(new EgressSettings(List.of("127.0.0.0/8")));
  private final GrpcExecutor executor =
      GrpcExecutor.standalone(guard, new GrpcSettings(4 << 20, Duration.ofHours(1)));

  private GrpcCost() throws Exception {}

  public static void main(String[] args) throws Exception {
    GrpcCost cost = new GrpcCost();
    cost.oneAfterTheOther();
    cost.atOnce();
    cost.executor.close();
    cost.server.close();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static long micros(Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < SEQUENTIAL; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1_000 / SEQUENTIAL;
  }

  private void oneAfterTheOther() throws Exception {
    MethodDescriptor<DynamicMessage, DynamicMessage> say =
        ServiceMethod.find(List.of(NoteService.SERVICE_FILE), Requests.to("test.v1.Notes", "Say"))
            .toGrpc();
    DynamicMessage note = NoteService.note("hello");
    GrpcRequest request = GrpcRequest.read(Contexts.of(inputs("hello")), settings());
    try (Channels channels = new Channels(guard, 4 << 20)) {
      ManagedChannel kept = channels.open(request, guard.resolve("127.0.0.1", 1).get(0));
      Work call = () -> ClientCalls.blockingUnaryCall(kept, say, CallOptions.DEFAULT, note);
      Work task = () -> succeed("hello");
      micros(call);
      micros(task);
      System.out.printf(
          "one after the other: %d us a bare call on an open channel, %d us a task%n",
          micros(call), micros(task));
      kept.shutdownNow();
    }
  }

  private static GrpcSettings settings() {
    return new GrpcSettings(4 << 20, Duration.ofHours(1));
  }

  private ObjectNode inputs(String text) {
    ObjectNode inputs =
        Json.object()
            .put("server", server.address())
            .put("service", "test.v1.Notes")
            .put("method", "Say");
    inputs.putObject("request").put("text", text);
    return inputs;
  }

  private void succeed(String text) throws InterruptedException {
    ExecutionOutcome outcome = executor.execute(Contexts.of(inputs(text)));
    if (!(outcome instanceof Succeeded)) {
      throw new IllegalStateException(outcome.toString());
    }
  }

  private void atOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT);
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    long heap = usedHeap();
    long start = System.nanoTime();
    List<Future<?>> attempts = new ArrayList<>();
    for (int i = 0; i < CONCURRENT; i++) {
      attempts.add(
          threads.submit(() -> executor.execute(Contexts.of(inputs("hang").put("timeout", 15)))));
    }
    server.awaitHanging(CONCURRENT);
    System.out.printf(
        "%d calls hang after %d ms: %d threads more (%d of them the tasks'), %d KB more heap with the server's side%n",
        CONCURRENT,
        (System.nanoTime() - start) / 1_000_000,
        ManagementFactory.getThreadMXBean().getThreadCount() - before,
        CONCURRENT,
        (usedHeap() - heap) >> 10);
    for (Future<?> attempt : attempts) {
      attempt.get();
    }
    System.out.printf(
        "all timed out after 15 s, and back in %d ms%n", (System.nanoTime() - start) / 1_000_000);
    threads.shutdown();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
