package org.espalier.executor.ssh;

import org.espalier.executor.Contexts;
import org.espalier.json.Json;

/** A server of its own process that runs a command over SSH until it is killed: inputs. */
final class KilledServer {
  private KilledServer() {}

  public static void main(String[] args) throws InterruptedException {
    SshExecutorTest.with().execute(Contexts.of(Json.readObject(args[0])));
  }
}
