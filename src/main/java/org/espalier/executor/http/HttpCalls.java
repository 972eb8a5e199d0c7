package org.espalier.executor.http;

import org.espalier.executor.CancellationToken;
import org.espalier.executor.egress.EgressGuard;

/**
 * Makes HTTP requests: only where the egress guard allows, ended when the token is cancelled,
 * bodies up to a cap. Holds connection pools until it is closed. Thread-safe.
 */
public final class HttpCalls implements AutoCloseable {
  private final HttpClients clients;

  public HttpCalls(EgressGuard guard) {
    clients = new HttpClients(guard);
  }

  /**
   * Makes a request and waits for its end.
   *
   * @throws InterruptedException when interrupted and not cancelled
   */
  public HttpReply make(HttpCall call, CancellationToken cancellation) throws InterruptedException {
    return new Exchange(clients, call).run(cancellation);
  }

  @Override
  public void close() {
    clients.close();
  }
}
