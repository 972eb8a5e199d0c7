package org.espalier.tree;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.espalier.schedule.ScheduleType;
import org.jspecify.annotations.Nullable;

/** Keeps the type of a schedule as its word; most tasks have none. */
@Converter
public class ScheduleTypeConverter implements AttributeConverter<ScheduleType, String> {
  @Override
  public @Nullable String convertToDatabaseColumn(@Nullable ScheduleType type) {
    return type == null ? null : type.word();
  }

  @Override
  public @Nullable ScheduleType convertToEntityAttribute(@Nullable String word) {
    return word == null ? null : ScheduleType.ofWord(word);
  }
}
