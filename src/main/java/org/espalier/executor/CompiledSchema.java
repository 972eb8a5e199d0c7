package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Locale;

/**
 * One checked schema. Each has a registry of its own, so that a schema's {@code $id} is never seen
 * by another. Thread-safe.
 */
final class CompiledSchema {
  private static final String METASCHEMA_ID = "http://json-schema.org/draft-07/schema";
  private static final CompiledSchema METASCHEMA = metaschema();

  private final Schema schema;
  private final int widest;

  private CompiledSchema(Schema schema, int widest) {
    this.schema = schema;
    this.widest = widest;
  }

  /**
   * Checks and compiles.
   *
   * @throws UnusableSchemaException when it is no draft-07 schema, or one we do not follow
   */
  static CompiledSchema compile(ObjectNode schema) {
    int widest = SchemaBounds.check(schema);
    List<Error> faults = METASCHEMA.validate(schema);
    if (!faults.isEmpty()) {
      Error first = faults.get(0);
      throw new UnusableSchemaException(
          "It is not a draft-07 JSON schema at '%s': %s."
              .formatted(first.getInstanceLocation(), first.getMessage()));
    }
    try {
      Schema compiled = registry().getSchema(schema);
      compiled.initializeValidators();
      return new CompiledSchema(compiled, widest);
    } catch (SchemaException | IllegalArgumentException e) {
      throw new UnusableSchemaException("It does not compile: " + e.getMessage() + ".");
    } catch (StackOverflowError e) {
      throw new UnusableSchemaException("It is nested too deeply.");
    }
  }

  /**
   * All errors, the first ones when there are many.
   *
   * @throws UnusableSchemaException when the schema leads nowhere or takes too much work
   */
  List<Error> validate(JsonNode instance) {
    SchemaBounds.checkNumbers(instance);
    BoundedEvaluation evaluation =
        new BoundedEvaluation(schema.createExecutionContext().getExecutionConfig(), widest);
    try (evaluation) {
      return schema.validate(evaluation, instance, OutputFormat.DEFAULT);
    } catch (SchemaException e) {
      throw new UnusableSchemaException("The schema cannot be followed: " + e.getMessage() + ".");
    } catch (StackOverflowError e) {
      throw new UnusableSchemaException(
          "The schema refers to itself without end, or schema or value are nested too deeply.");
    }
  }

  private static CompiledSchema metaschema() {
    Schema schema =
        SchemaRegistry.withDialect(Dialects.getDraft7())
            .getSchema(SchemaLocation.of(METASCHEMA_ID));
    schema.initializeValidators();
    return new CompiledSchema(schema, 1);
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDialect(
        Dialects.getDraft7(),
        builder ->
            builder
                .schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .regularExpressionFactory(BoundedPattern::new)
                        .build())
                .schemaLoader(
                    loader ->
                        loader
                            .fetchRemoteResources(false)
                            .allow(iri -> iri.toString().startsWith(METASCHEMA_ID))));
  }
}
