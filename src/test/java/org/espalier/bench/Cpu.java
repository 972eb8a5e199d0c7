package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.espalier.json.Json;

/** Processor time in milliseconds, by who spent it; the client is this process. */
record Cpu(double server, double postgres, double client) {
  Cpu minus(Cpu before) {
    return new Cpu(server - before.server, postgres - before.postgres, client - before.client);
  }

  Cpu dividedBy(double count) {
    return new Cpu(server / count, postgres / count, client / count);
  }

  /** What the service costs, without the client. */
  double service() {
    return server + postgres;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f %.3f %.3f", server, postgres, client);
  }

  ObjectNode toJson() {
    return Json.object().put("server", server).put("postgres", postgres).put("client", client);
  }
}
