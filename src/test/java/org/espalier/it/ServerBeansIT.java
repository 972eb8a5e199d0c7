package org.espalier.it;

import org.junit.jupiter.api.extension.ExtendWith;

/** Another application beside Espalier on Payara Micro, and a JMS broker outside. */
@ExtendWith(FurnishedServer.class)
class ServerBeansIT implements JmsContract {
  private final Http http;

  ServerBeansIT(Http http) {
    this.http = http;
  }

  @Override
  public Http http() {
    return http;
  }

  @Override
  public String connectionFactory() {
    return "jms/artemis";
  }

  @Override
  public String askQueue() {
    return "jms/ask";
  }

  @Override
  public String parkedQueue() {
    return "jms/parked";
  }
}
