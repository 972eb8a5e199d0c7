package org.espalier.executor.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/**
 * Reads {@code tls}: {@code {"ca": PEM, "certificate": PEM, "key": PEM}}, or {@code {"pkcs12":
 * base64, "password"}} for the last two.
 */
public final class TlsInputs {
  private final Inputs tls;

  private TlsInputs(Inputs tls) {
    this.tls = tls;
  }

  /**
   * What the field asks for; empty when it is absent.
   *
   * @throws InvalidInputException naming the part that is wrong; a key is never repeated
   */
  public static Optional<TlsIdentity> read(Inputs inputs) {
    return inputs
        .object("tls")
        .map(given -> new TlsInputs(new Inputs(inputs.where() + ".tls", given)))
        .map(given -> new TlsIdentity(given.authorities(), given.identity()));
  }

  /** Makes a key store, or says why it cannot. */
  private interface Making {
    KeyStore make() throws IOException, GeneralSecurityException;
  }

  private Optional<KeyStore> authorities() {
    return tls.text("ca").map(pem -> made("ca", () -> PemText.authorities(pem)));
  }

  private Optional<KeyStore> identity() {
    Optional<String> pkcs12 = tls.text("pkcs12");
    Optional<String> certificate = tls.text("certificate");
    Optional<String> key = tls.text("key");
    if (pkcs12.isPresent()) {
      if (certificate.isPresent() || key.isPresent()) {
        throw new InvalidInputException(
            tls.where() + ".pkcs12 has certificate and key; leave the other two out.");
      }
      String password = tls.text("password").orElse("");
      return pkcs12.map(file -> made("pkcs12", () -> PemText.identity(base64(file), password)));
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidInputException(
          "%s.%s is required beside the other of certificate and key."
              .formatted(tls.where(), key.isPresent() ? "certificate" : "key"));
    }
    return certificate.map(
        pem -> made("certificate and key", () -> PemText.identity(pem, key.orElseThrow())));
  }

  private static byte[] base64(String file) throws IOException {
    try {
      return Base64.getDecoder().decode(file.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException("it is no base64", e);
    }
  }

  private KeyStore made(String part, Making making) {
    try {
      return making.make();
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidInputException(
          "%s.%s cannot be used: %s.".formatted(tls.where(), part, e.getMessage()));
    }
  }
}
