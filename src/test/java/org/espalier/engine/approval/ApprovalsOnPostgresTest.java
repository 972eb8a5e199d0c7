package org.espalier.engine.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.database.TestDatabase;
import org.espalier.engine.Decisions.Reception;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.it.Await;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApprovalsOnPostgresTest implements ApprovalsContract {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  public TestDatabase database() {
    return database;
  }

  @Test
  void anAnswerAtAnotherNodeReachesTheOneThatOwnsTheRun() {
    try (TestNode owner = new TestNode(database);
        TestNode other = new TestNode(database, Map.of("espalier.engine.max-active-runs", "1"))) {
      UUID tree =
          owner.submit(
              """
              {'tasks':[{'name':'root','schemas':{'method':'blocking'}},
               {'name':'ask','parent_id':'root','schemas':{'method':'approval_executor'}}]}
              """);
      owner.awaitEntered("root", 1);
      Await.until("it has asked", TestNode.BOUND, () -> !of(tree).isEmpty());
      assertThat(decide(other, of(tree).get(0))).isEqualTo(Reception.ACCEPTED);
      Await.until(
          "the task is over",
          TestNode.BOUND,
          () -> owner.task(tree, "ask").status() == TaskStatus.COMPLETED);
      owner.open("root");
      owner.await(tree, RunStatus.COMPLETED);
    }
  }

  @Test
  void ofTwoNodesAndTheDeadlineOneDecides() throws Exception {
    try (TestNode first = new TestNode(database);
        TestNode second = new TestNode(database)) {
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        for (int i = 0; i < 10; i++) {
          UUID tree =
              first.submit(
                  """
                  {'tasks':[{'name':'ask','schemas':{'method':'approval_executor'},
                   'inputs':{'within':0.2,'on_reject':'complete'}}]}
                  """);
          Await.until("it has asked", TestNode.BOUND, () -> !of(tree).isEmpty());
          Approval asked = of(tree).get(0);
          Instant near = asked.question().deadline().orElseThrow().minusMillis(3);
          Await.until("the deadline is near", TestNode.BOUND, () -> near.isBefore(Instant.now()));
          List<Future<Reception>> answers =
              threads.invokeAll(List.of(() -> decide(first, asked), () -> decide(second, asked)));
          long accepted = 0;
          for (Future<Reception> answer : answers) {
            accepted += answer.get() == Reception.ACCEPTED ? 1 : 0;
          }
          first.await(tree, RunStatus.COMPLETED);
          assertThat(accepted).isLessThan(2);
          assertThat(of(tree).get(0).status())
              .isEqualTo(accepted == 1 ? ApprovalStatus.APPROVED : ApprovalStatus.EXPIRED);
          assertThat(first.task(tree, "ask").result().orElseThrow())
              .contains("\"approved\":" + (accepted == 1));
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  private static Reception decide(TestNode node, Approval asked) {
    return node.decisions.decide(asked.id(), ApprovalStatus.APPROVED, "ada", null, null);
  }
}
