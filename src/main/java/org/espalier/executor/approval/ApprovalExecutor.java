package org.espalier.executor.approval;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Asked;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.Inputs;
import org.espalier.executor.PointInTime;
import org.espalier.executor.TaskExecutor;

/**
 * Asks a person. It only says what the question is: the engine keeps it and waits for the answer,
 * without a thread.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class ApprovalExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(ApprovalExecutor.class, "approval_executor.json");

  @Inject Clock clock;
  @Inject InputSchemas schemas;

  /** For the container, which sets the fields. */
  public ApprovalExecutor() {
    this(Clock.systemUTC(), new InputSchemas());
  }

  ApprovalExecutor(Clock clock, InputSchemas schemas) {
    this.clock = clock;
    this.schemas = schemas;
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  /** A deadline that is far ahead now may be near when the task is run. */
  @Override
  public InputRules inputRules() {
    return draft ->
        new QuestionReader(Inputs.of(draft), schemas, PointInTime.LATE).question(draft.taskName());
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    QuestionReader reader = new QuestionReader(Inputs.of(context), schemas, clock.instant());
    return new Asked(reader.question(context.taskName()));
  }
}
