package org.espalier.executor.wait;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Parked;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.Inputs;
import org.espalier.executor.PointInTime;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;

/**
 * Completes at a point in time. It only says when that is: the engine does the waiting, without a
 * thread.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class WaitExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(WaitExecutor.class, "wait_executor.json");

  @Inject Clock clock;

  /** For the container. */
  public WaitExecutor() {
    this(Clock.systemUTC());
  }

  WaitExecutor(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  /** A time that is far ahead now may be near when the task is run. */
  @Override
  public InputRules inputRules() {
    return draft -> PointInTime.of(Inputs.of(draft), "until", "duration", PointInTime.LATE);
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    Instant now = clock.instant();
    Instant until = PointInTime.of(Inputs.of(context), "until", "duration", now);
    var result = Json.object().put("waited_until", JsonTime.text(until));
    return until.isAfter(now) ? new Parked(until, result) : new Succeeded(result);
  }
}
