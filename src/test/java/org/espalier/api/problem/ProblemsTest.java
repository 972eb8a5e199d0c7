package org.espalier.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.engine.store.RunActiveException;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.wire.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
  private static final String PATH = "/api/trees";

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void haveAStatusAndATitleForEachCode(ErrorCode code) {
    Problem problem = Problems.of(code, "A sentence.", PATH);

    assertThat(problem.status()).isBetween(400, 599);
    assertThat(problem.title()).isNotBlank();
    assertThat(problem.type()).isEqualTo("urn:espalier:problem:" + problem.code());
  }

  @Test
  void listEveryFaultWithItsPointer() {
    Violations violations = new Violations(10);
    violations.add("/tasks/0/name", ViolationCode.REQUIRED, "A task needs a name.");
    violations.add("/tasks/1", ViolationCode.TYPE, "A task is an object.");

    Problem problem = thrown(violations::throwIfAny);

    assertThat(problem.code()).isEqualTo("invalid_tree");
    assertThat(problem.errors())
        .containsExactly(
            Problem.Fault.at("/tasks/0/name", "required", "A task needs a name."),
            Problem.Fault.at("/tasks/1", "type", "A task is an object."));
  }

  private static Problem thrown(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return Problems.of(e, PATH);
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void nameTheRunThatStandsInTheWay() {
    UUID run = UUID.randomUUID();

    Problem problem = Problems.of(new RunActiveException(UUID.randomUUID(), run), PATH);

    assertThat(problem.status()).isEqualTo(409);
    assertThat(problem.runId()).isEqualTo(run);
  }

  @Test
  void tellNothingOfAnUnexpectedFailureButAReference() {
    Problem problem = Problems.of(new IllegalStateException("password=secret"), PATH);

    assertThat(problem.status()).isEqualTo(500);
    assertThat(problem.detail()).doesNotContain("secret").contains(problem.reference());
  }

  @Test
  void knowADatabaseThatIsAwayHoweverItIsWrapped() {
    Exception gone = new SQLException("terminating connection", "57P01");
    Exception poolEmpty = new SQLException("no connection", new ResourceException("max-pool-size"));

    for (Exception cause : new Exception[] {gone, poolEmpty}) {
      Problem problem = Problems.of(new RuntimeException(new IllegalStateException(cause)), PATH);
      assertThat(problem.code()).isEqualTo("unavailable");
    }
    assertThat(Problems.of(new RuntimeException(new SQLException("x", "42601")), PATH).code())
        .isEqualTo("internal");
  }

  @Test
  void lookBehindTheWrappingOfAnEjb() {
    Exception wrapped = new jakarta.ejb.EJBException(new RunActiveExceptionHolder().failure);

    assertThat(Problems.of(wrapped, PATH).code()).isEqualTo("run_active");
  }

  private static final class RunActiveExceptionHolder {
    final RuntimeException failure = new RunActiveException(UUID.randomUUID(), UUID.randomUUID());
  }
}
