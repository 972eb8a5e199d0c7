package org.espalier.json.field;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What kind of fault a violation is. Its word is part of the wire form, where programs test for it:
 * it never changes.
 */
public enum ViolationCode {
  CHARACTERS,
  DEPENDENCY_CYCLE,
  DEPENDENCY_NOT_SATISFIED,
  DUPLICATE_ID,
  DUPLICATE_NAME,
  EXECUTOR_BY_REFERENCE,
  EXECUTOR_NOT_GRANTED,
  FROZEN,
  HEADER,
  INPUTS_SCHEMA,
  INVALID_FORM,
  INVALID_INPUT,
  INVALID_PARAMETER,
  LENGTH,
  MADE_BY_FOREACH,
  MALFORMED,
  NEVER_DUE,
  NO_ROOT,
  NOT_APPLICABLE,
  NOT_COMPLETED,
  NOT_IN_TEMPLATE,
  NOT_PENDING,
  NOT_THE_CALLER,
  PARAMS_SCHEMA,
  PARENT_CYCLE,
  PROVENANCE,
  RANGE,
  READ_ONLY,
  REQUIRED,
  SCHEMA_INVALID,
  SECRET_IN_LIST,
  SECRET_NAME,
  SEVERAL_ROOTS,
  TOO_DEEP,
  TOO_LARGE,
  TOO_MANY_TASKS,
  TOO_MANY_TREES,
  TRANSITION,
  TYPE,
  UNCLOSED_REFERENCE,
  UNKNOWN_DEPENDENCY,
  UNKNOWN_EXECUTOR,
  UNKNOWN_FIELD,
  UNKNOWN_INPUT,
  UNKNOWN_PARENT,
  UNKNOWN_REFERENCE,
  UNKNOWN_TASK,
  URL;

  private static final Map<String, ViolationCode> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ViolationCode::word, Function.identity()));

  /** The word on the wire: the name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The constant of a word; empty when there is none. */
  public static Optional<ViolationCode> find(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }
}
