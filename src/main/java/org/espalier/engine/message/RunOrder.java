package org.espalier.engine.message;

import java.util.Comparator;
import java.util.UUID;

/**
 * The order in which everybody locks several runs, so that no two writers wait for each other: by
 * id, as PostgreSQL orders UUIDs. {@link UUID#compareTo} compares signed halves and differs.
 */
public final class RunOrder {
  public static final Comparator<UUID> BY_ID =
      (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
            ? high
            : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
      };

  private RunOrder() {}
}
