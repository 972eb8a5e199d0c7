package org.espalier.json;

import java.util.List;
import java.util.stream.Stream;

/** JSON pointers (RFC 6901) as texts. Stateless. */
public final class JsonPointers {
  private JsonPointers() {}

  /** The pointer of a field of the object that a pointer leads to. */
  public static String child(String pointer, String field) {
    return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
  }

  /** The names and indexes of a pointer, in order; none for the whole document. */
  public static List<String> steps(String pointer) {
    return pointer.isEmpty()
        ? List.of()
        : Stream.of(pointer.substring(1).split("/", -1))
            .map(step -> step.replace("~1", "/").replace("~0", "~"))
            .toList();
  }
}
