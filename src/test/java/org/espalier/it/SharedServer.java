package org.espalier.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link EspalierServer} (on H2), {@link Http} client or {@link Postgres} that
 * the whole run shares, as parameters of their constructor or methods.
 *
 * <p>Each is started when it is first asked for and closed at the end of the run. A test that stops
 * or breaks a server makes its own.
 */
public final class SharedServer implements ParameterResolver {
  private static final Namespace RUN = Namespace.create(SharedServer.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EspalierServer.class || type == Http.class || type == Postgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(RUN);
    Class<?> type = parameter.getParameter().getType();
    if (type == Postgres.class) {
      return store.getOrComputeIfAbsent(Postgres.class, c -> Postgres.start(), Postgres.class);
    }
    EspalierServer server =
        store.getOrComputeIfAbsent(
            EspalierServer.class, c -> new EspalierServer().start(), EspalierServer.class);
    return type == Http.class ? server.http() : server;
  }
}
