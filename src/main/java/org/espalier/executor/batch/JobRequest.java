package org.espalier.executor.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.Inputs;
import org.espalier.executor.JndiName;

/**
 * What a task asks for.
 *
 * @param job the job's XML file without its ending, as {@code JobOperator.start} takes it
 * @param application a bean of the application that has the job; empty for Espalier's own
 * @param parameters the job's, as text; with the task's idempotency key
 * @param key what tells the executions of this task from others
 * @param mayRestart whether an execution of an earlier attempt is gone on with
 */
record JobRequest(
    String job,
    Optional<String> application,
    Properties parameters,
    String key,
    boolean mayRestart) {
  /** The job parameter that holds the idempotency key; jobs may use it too. */
  static final String KEY = "espalier.idempotency_key";

  static JobRequest read(ExecutionContext context) {
    Inputs inputs = Inputs.of(context);
    Properties parameters = new Properties();
    inputs.object("parameters").ifPresent(given -> fill(parameters, given, inputs));
    parameters.setProperty(KEY, context.idempotencyKey());
    return new JobRequest(
        inputs.requireText("job"),
        inputs.value("application").map(value -> JndiName.require(inputs, "application")),
        parameters,
        context.idempotencyKey(),
        context.attempt() > 1 && inputs.flag("restart").orElse(true));
  }

  private static void fill(Properties parameters, ObjectNode given, Inputs inputs) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      JsonNode value = entry.getValue();
      if (!value.isNull()) {
        parameters.setProperty(
            entry.getKey(),
            value.isValueNode()
                ? value.asText()
                : inputs.refuse("parameters", "an object of texts, numbers and flags", value));
      }
    }
  }

  /** What the allow-list calls this job. */
  String allowName() {
    return application.map(bean -> bean + "#" + job).orElse(job);
  }
}
