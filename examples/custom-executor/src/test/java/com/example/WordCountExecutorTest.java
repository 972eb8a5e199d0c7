package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.junit.jupiter.api.Test;

class WordCountExecutorTest implements TaskExecutorContract {
  @Override
  public TaskExecutor executor() {
    return new WordCountExecutor();
  }

  @Override
  public ObjectNode goodInputs() {
    return Contexts.json("{'text':'trees of tasks'}");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(Contexts.json("{'text':7}"));
  }

  @Test
  void refusesMoreWordsThanAllowed() throws Exception {
    assertThat(executor().execute(Contexts.of("{'text':'one two','max_words':1}")))
        .isEqualTo(Failed.permanent("too_long", "The text has 2 words, more than 1."));
  }
}
