package org.espalier.tree;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps a status as its word. */
@Converter
public class TaskStatusConverter implements AttributeConverter<TaskStatus, String> {
  @Override
  public String convertToDatabaseColumn(TaskStatus status) {
    return status.word();
  }

  @Override
  public TaskStatus convertToEntityAttribute(String word) {
    return TaskStatus.ofWord(word);
  }
}
