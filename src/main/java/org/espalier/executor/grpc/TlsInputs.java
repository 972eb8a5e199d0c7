package org.espalier.executor.grpc;

import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.json.Json;

/**
 * How the connection is secured, all of it PEM texts.
 *
 * @param authorities whom to trust; empty for those the JVM trusts
 * @param certificate ours, for a server that asks for one
 * @param key its private key, PKCS#8
 * @param serverName the name the server's certificate must have; empty for that of the server
 */
record TlsInputs(
    Optional<String> authorities,
    Optional<String> certificate,
    Optional<String> key,
    Optional<String> serverName) {

  /** Reads {@code false}, {@code true} or {@code {"ca", "cert", "key", "server_name"}}. */
  static Optional<TlsInputs> read(Inputs inputs) {
    if (inputs.value("tls").filter(value -> !value.isObject()).isPresent()) {
      boolean on = inputs.flag("tls").orElse(false);
      return on ? Optional.of(fields(new Inputs("inputs.tls", Json.object()))) : Optional.empty();
    }
    return inputs.object("tls").map(tls -> fields(new Inputs(inputs.where() + ".tls", tls)));
  }

  private static TlsInputs fields(Inputs tls) {
    TlsInputs read =
        new TlsInputs(tls.text("ca"), tls.text("cert"), tls.text("key"), tls.text("server_name"));
    if (read.certificate.isPresent() != read.key.isPresent()) {
      throw new InvalidInputException(
          tls.where() + ".cert and .key belong together: give both or neither.");
    }
    return read;
  }
}
