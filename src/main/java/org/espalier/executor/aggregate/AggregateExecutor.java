package org.espalier.executor.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.TaskExecutor;
import org.espalier.json.Json;

/**
 * Collects its inputs into one object, among them the result of each dependency, under that task's
 * name.
 *
 * <p>Stateless and thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class AggregateExecutor implements TaskExecutor {
  private static final ExecutorType TYPE =
      ExecutorType.fromResource(AggregateExecutor.class, "aggregate_results_executor.json");

  /** What apflow leaves in the inputs of a task that had a hook. */
  private static final Set<String> HOOK_MARKERS =
      Set.of("_pre_hook_executed", "_pre_hook_timestamp");

  private static final int NAMED_IN_SUMMARY = 3;

  @Inject Clock clock;

  /** For the container. */
  public AggregateExecutor() {
    this(Clock.systemUTC());
  }

  AggregateExecutor(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) {
    ObjectNode ids = Json.object();
    ObjectNode results = named(context, ids);
    ObjectNode result =
        Json.object()
            .put("summary", summary(results))
            .put("timestamp", clock.instant().truncatedTo(ChronoUnit.MICROS).toString())
            .put("result_count", results.size());
    result.set("results", results);
    return new Succeeded(result.set("ids", ids));
  }

  /**
   * The inputs, with names for the ids of dependencies. A name that is an input's too is that
   * input's, and the dependency stays under its id.
   *
   * @param ids gets the id of each result that has a name
   */
  private static ObjectNode named(ExecutionContext context, ObjectNode ids) {
    ObjectNode inputs = context.inputs();
    ObjectNode results = Json.object();
    for (Map.Entry<String, JsonNode> input : inputs.properties()) {
      String name = context.dependencyNames().get(input.getKey());
      boolean isFree = name != null && !inputs.has(name) && !results.has(name);
      results.set(isFree ? name : input.getKey(), input.getValue());
      if (isFree) {
        ids.put(name, input.getKey());
      }
    }
    results.remove(HOOK_MARKERS);
    return results;
  }

  private static String summary(ObjectNode results) {
    int count = results.size();
    if (count == 0) {
      return "Aggregated no results";
    }
    StringJoiner names = new StringJoiner(", ");
    Iterator<String> fields = results.fieldNames();
    for (int i = 0; i < NAMED_IN_SUMMARY && fields.hasNext(); i++) {
      names.add(fields.next());
    }
    int unnamed = count - Math.min(count, NAMED_IN_SUMMARY);
    return "Aggregated %d result%s: %s%s"
        .formatted(
            count,
            count == 1 ? "" : "s",
            names,
            unnamed == 0 ? "" : " and %d more".formatted(unnamed));
  }
}
