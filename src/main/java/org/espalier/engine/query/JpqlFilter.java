package org.espalier.engine.query;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts together a query whose conditions depend on what was asked. Not thread-safe. */
public final class JpqlFilter {
  private final StringBuilder conditions = new StringBuilder();
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  /** Adds a condition without parameters. */
  public JpqlFilter and(String condition) {
    conditions.append(conditions.isEmpty() ? " where " : " and ").append(condition);
    return this;
  }

  /** Adds a condition with one parameter. */
  public JpqlFilter and(String condition, String parameter, Object value) {
    parameters.put(parameter, value);
    return and(condition);
  }

  /** Gives a parameter of a condition its value. */
  public JpqlFilter with(String parameter, Object value) {
    parameters.put(parameter, value);
    return this;
  }

  /** The query {@code select + conditions + order}, limited. */
  public <T> TypedQuery<T> query(
      EntityManager entityManager, String select, String order, Class<T> type, int limit) {
    TypedQuery<T> query =
        entityManager.createQuery(select + conditions + " " + order, type).setMaxResults(limit);
    parameters.forEach(query::setParameter);
    return query;
  }
}
