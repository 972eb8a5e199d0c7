package org.espalier.database;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that travel as one array per column, for {@code unnest} on PostgreSQL: any number of them
 * fits into one statement whose text, and so whose plan, stays the same. Not thread-safe.
 */
public final class ColumnArrays {
  private final Columns columns;
  private final List<@Nullable Object[]> rows = new ArrayList<>(0);

  /**
   * The columns of such rows.
   *
   * @param types PostgreSQL's names of their types
   */
  public record Columns(List<String> types) {
    public Columns {
      types = List.copyOf(types);
    }

    /** {@code unnest}, with a parameter for each column. */
    public String unnest() {
      return "unnest(?::" + String.join("[], ?::", types) + "[])";
    }

    /** One row of parameters, which PostgreSQL reads without a scan of arrays. */
    public String single() {
      return "(values (?::" + String.join(", ?::", types) + "))";
    }
  }

  /** Columns of these PostgreSQL types, separated by spaces: {@code "uuid int4 text"}. */
  public static Columns columns(String types) {
    return new Columns(List.of(types.split(" ")));
  }

  /** Columns of these PostgreSQL types. */
  public static Columns columns(List<String> types) {
    return new Columns(types);
  }

  /** No rows yet. */
  public ColumnArrays(Columns columns) {
    this.columns = columns;
  }

  /**
   * Adds a row of one value per column: UUIDs, texts, numbers, flags, instants (kept to the
   * microsecond), nulls. NUL characters in texts, which PostgreSQL cannot hold, become U+FFFD.
   */
  public void add(@Nullable Object... row) {
    @Nullable Object[] sent = new @Nullable Object[row.length];
    for (int i = 0; i < row.length; i++) {
      sent[i] = sent(row[i]);
    }
    rows.add(sent);
  }

  static @Nullable Object sent(@Nullable Object value) {
    if (value instanceof String text) {
      return Statements.storable(text);
    }
    return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
  }

  /** Whether there is at most one row. */
  public boolean isAtMostOne() {
    return rows.size() <= 1;
  }

  /** Whether no row was added. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  List<String> types() {
    return columns.types();
  }

  /** A value of the first row. */
  @Nullable Object first(int column) {
    return rows.get(0)[column];
  }

  /** The values of one column. */
  @Nullable Object[] column(int index) {
    return rows.stream().map(row -> row[index]).toArray();
  }
}
