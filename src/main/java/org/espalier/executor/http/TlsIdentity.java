package org.espalier.executor.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.espalier.executor.InvalidInputException;

/**
 * Whom a call trusts and who it says it is, where that differs from what the JVM does. Lives as
 * long as the call.
 *
 * @param authorities certificates to trust instead of the JVM's; empty for those
 * @param identity our certificate and its key, which need no password; empty for none
 */
public record TlsIdentity(Optional<KeyStore> authorities, Optional<KeyStore> identity) {
  private static final char[] NO_PASSWORD = {};

  /**
   * For connections of this call.
   *
   * @param verify whether the peer's certificate is checked at all
   */
  SSLContext context(boolean verify) {
    try {
      SSLContextBuilder builder = SSLContextBuilder.create();
      if (!verify) {
        builder.loadTrustMaterial(TrustAllStrategy.INSTANCE);
      } else if (authorities.isPresent()) {
        builder.loadTrustMaterial(authorities.get(), null);
      }
      if (identity.isPresent()) {
        builder.loadKeyMaterial(identity.get(), NO_PASSWORD);
      }
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new InvalidInputException("inputs.tls cannot be used: %s.".formatted(e.getMessage()));
    }
  }
}
