package org.espalier.executor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.json.field.ViolationCode;
import org.espalier.security.Caller;
import org.espalier.security.CallerScope;
import org.espalier.tree.submission.ExecutorCatalog;

/** Tells the validation of trees what the registry and the schemas know. Thread-safe. */
@ApplicationScoped
public class RegistryCatalog implements ExecutorCatalog {
  private ExecutorRegistry registry;
  private InputSchemas schemas;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected RegistryCatalog() {}

  @Inject
  public RegistryCatalog(ExecutorRegistry registry, InputSchemas schemas) {
    this.registry = registry;
    this.schemas = schemas;
  }

  @Override
  public Optional<Refusal> refusal(String kind) {
    try {
      return registry
          .requireType(kind)
          .unavailable()
          .map(reason -> "The executor '%s' is not available: %s".formatted(kind, reason))
          .map(why -> new Refusal(ViolationCode.UNKNOWN_EXECUTOR, why))
          .or(() -> ungranted(kind));
    } catch (ExecutorNotFoundException e) {
      return Optional.of(new Refusal(ViolationCode.UNKNOWN_EXECUTOR, e.getMessage()));
    }
  }

  private Optional<Refusal> ungranted(String kind) {
    Caller caller = CallerScope.current();
    return registry.isRestricted(kind) && !caller.mayUse(kind)
        ? Optional.of(
            new Refusal(
                ViolationCode.EXECUTOR_NOT_GRANTED,
                "The executor '%s' is restricted, and not granted to '%s'; an administrator can."
                    .formatted(kind, caller.name())))
        : Optional.empty();
  }

  @Override
  public boolean isKnown(String kind) {
    return registry.isKnown(kind);
  }

  @Override
  public List<Fault> checkInputs(String kind, ObjectNode inputs, Set<String> providedLater) {
    ObjectNode schema = registry.requireType(kind).inputsSchema();
    return faults(schemas.validateDraftOfAnyNames(schema, inputs, providedLater));
  }

  @Override
  public List<Misfit> checkWritten(
      String kind, ObjectNode inputs, ObjectNode params, Set<String> names) {
    ExecutorType type = registry.requireType(kind);
    Map<String, Misfit> found = new LinkedHashMap<>();
    new ConstantCheck(registry.rulesOf(kind), type.examples(), inputs, params)
        .faults()
        .forEach((at, why) -> found.put(at, new Misfit(at, ViolationCode.INVALID_INPUT, why)));
    if (!registry.isFreeForm(kind)) {
      new UnknownNames(type.inputsSchema(), kind)
          .in(inputs, names)
          .forEach(
              each -> {
                String at = "/inputs" + each.pointer();
                found.putIfAbsent(at, new Misfit(at, ViolationCode.UNKNOWN_INPUT, each.message()));
              });
    }
    return List.copyOf(found.values());
  }

  @Override
  public List<Fault> checkParams(String kind, ObjectNode params) {
    return checkAgainst(registry.requireType(kind).paramsSchema(), params, Set.of());
  }

  @Override
  public Optional<String> faultOfSchema(ObjectNode schema) {
    return schemas.faultOf(schema);
  }

  @Override
  public List<Fault> checkAgainst(ObjectNode schema, ObjectNode inputs, Set<String> providedLater) {
    return faults(schemas.validateDraft(schema, inputs, providedLater));
  }

  private static List<Fault> faults(List<SchemaViolation> violations) {
    return violations.stream()
        .map(violation -> new Fault(violation.pointer(), violation.message()))
        .toList();
  }
}
