package org.espalier.engine.approval;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.espalier.engine.message.ApprovalStatus;

/** Keeps {@link ApprovalStatus} as its word. */
@Converter
public class ApprovalStatusConverter implements AttributeConverter<ApprovalStatus, String> {
  @Override
  public String convertToDatabaseColumn(ApprovalStatus status) {
    return status.word();
  }

  @Override
  public ApprovalStatus convertToEntityAttribute(String word) {
    return ApprovalStatus.ofWord(word);
  }
}
