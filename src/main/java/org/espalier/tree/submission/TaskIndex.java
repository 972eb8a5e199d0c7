package org.espalier.tree.submission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tasks of one submission by what callers call them, and gives each its id. A reference
 * is looked up as an id, then as a key, then as a name.
 */
final class TaskIndex {
  static final int UNKNOWN = -1;

  private static final Pattern UUID_V4 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  private final Map<String, Integer> byId = new HashMap<>();
  private final Map<String, Integer> byName = new HashMap<>();
  private final UUID[] ids;
  private final @Nullable String[] keys;

  /** Indexes the drafts and notes ids, keys and names that occur twice. */
  TaskIndex(List<TaskDraft> drafts, Violations violations) {
    ids = new UUID[drafts.size()];
    keys = new String[drafts.size()];
    for (int i = 0; i < drafts.size(); i++) {
      identify(i, drafts.get(i), violations);
    }
  }

  private void identify(int index, TaskDraft draft, Violations violations) {
    String id = draft.id();
    boolean isUuid = id != null && isUuidV4(id);
    ids[index] = isUuid ? UUID.fromString(id) : UUID.randomUUID();
    keys[index] = draft.key() != null ? draft.key() : isUuid ? null : id;
    if (id != null && !isUuid && draft.key() != null && !draft.key().equals(id)) {
      violations.add(
          draft.pointer() + "/key",
          ViolationCode.DUPLICATE_ID,
          "'id' and 'key' differ, and only a UUID v4 can be an id beside a key.");
    }
    if (isUuid) {
      note(
          byId,
          ids[index].toString(),
          index,
          draft.pointer() + "/id",
          ViolationCode.DUPLICATE_ID,
          violations);
    }
    if (keys[index] != null) {
      String field = draft.key() == null ? "/id" : "/key";
      note(
          byId,
          keys[index],
          index,
          draft.pointer() + field,
          ViolationCode.DUPLICATE_ID,
          violations);
    }
    if (draft.name() != null) {
      String pointer = draft.pointer() + "/name";
      note(byName, draft.name(), index, pointer, ViolationCode.DUPLICATE_NAME, violations);
    }
  }

  private static void note(
      Map<String, Integer> map,
      String text,
      int index,
      String pointer,
      ViolationCode code,
      Violations violations) {
    if (map.putIfAbsent(text, index) != null) {
      violations.add(
          pointer,
          code,
          "'%s' occurs more than once; ids and names must be unique in a tree.",
          FieldReader.shorten(text));
    }
  }

  /** The position of the task a caller means; {@link #UNKNOWN} when there is none. */
  int find(String reference) {
    Integer index = byId.get(reference);
    if (index == null && isUuidV4(reference)) {
      index = byId.get(UUID.fromString(reference).toString());
    }
    if (index == null) {
      index = byName.get(reference);
    }
    return index == null ? UNKNOWN : index;
  }

  UUID id(int index) {
    return ids[index];
  }

  /** The caller's own id of a task; null when it was a UUID v4. */
  @Nullable String key(int index) {
    return keys[index];
  }

  static boolean isUuidV4(String text) {
    return text.length() == 36 && UUID_V4.matcher(text).matches();
  }
}
