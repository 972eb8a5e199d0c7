package org.espalier.engine.store;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.espalier.engine.message.AttemptStatus;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.message.RunTrigger;
import org.espalier.tree.RunStatus;
import org.jspecify.annotations.Nullable;

/** Keeps the engine's closed choices as their words. */
final class EngineConverters {
  private EngineConverters() {}

  /** {@link RunStatus}. */
  @Converter
  public static class OfRunStatus implements AttributeConverter<RunStatus, String> {
    @Override
    public String convertToDatabaseColumn(RunStatus status) {
      return status.word();
    }

    @Override
    public RunStatus convertToEntityAttribute(String word) {
      return RunStatus.ofWord(word);
    }
  }

  /** {@link RunScope}. */
  @Converter
  public static class OfScope implements AttributeConverter<RunScope, String> {
    @Override
    public String convertToDatabaseColumn(RunScope scope) {
      return scope.word();
    }

    @Override
    public RunScope convertToEntityAttribute(String word) {
      return RunScope.ofWord(word);
    }
  }

  /** {@link RunTrigger}. */
  @Converter
  public static class OfTrigger implements AttributeConverter<RunTrigger, String> {
    @Override
    public String convertToDatabaseColumn(RunTrigger trigger) {
      return trigger.word();
    }

    @Override
    public RunTrigger convertToEntityAttribute(String word) {
      return RunTrigger.ofWord(word);
    }
  }

  /** {@link AttemptStatus}. */
  @Converter
  public static class OfAttemptStatus implements AttributeConverter<AttemptStatus, String> {
    @Override
    public String convertToDatabaseColumn(AttemptStatus status) {
      return status.word();
    }

    @Override
    public AttemptStatus convertToEntityAttribute(String word) {
      return AttemptStatus.ofWord(word);
    }
  }

  /** {@link RunRequest}; absent most of the time. */
  @Converter
  public static class OfRequest implements AttributeConverter<RunRequest, String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable RunRequest request) {
      return request == null ? null : request.word();
    }

    @Override
    public @Nullable RunRequest convertToEntityAttribute(@Nullable String word) {
      return word == null ? null : RunRequest.ofWord(word);
    }
  }
}
