package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.EgressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnockExecutorTest implements TaskExecutorContract {
  private final ServerSocket door;

  KnockExecutorTest() throws IOException {
    door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  private static KnockExecutor allowedTo(String... hosts) {
    KnockExecutor executor = new KnockExecutor();
    executor.guard = new EgressGuard(new EgressSettings(List.of(hosts)));
    return executor;
  }

  @Override
  public TaskExecutor executor() {
    return allowedTo("127.0.0.1");
  }

  private ObjectNode inputs() {
    return Contexts.json("{'host':'127.0.0.1','port':%d}".formatted(door.getLocalPort()));
  }

  @Override
  public ObjectNode goodInputs() {
    return inputs();
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(Contexts.json("{'host':'127.0.0.1','port':0}"));
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(inputs());
  }

  @Test
  void connectsOnlyWhereItMay() throws Exception {
    ExecutionOutcome outcome = allowedTo().execute(Contexts.of(inputs()));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isEqualTo("egress_denied");
  }
}
