package org.espalier.executor.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;

/** TLS as the executors use it: the JVM's certificates, those of a task, or any certificate. */
public final class TlsSockets {
  private TlsSockets() {}

  /**
   * Puts TLS over a connection, without a handshake yet. The peer must be the URL's host, unless it
   * is not verified.
   *
   * @param identity whom to trust and who we are; empty for what the JVM has
   */
  public static SSLSocket over(
      Socket connected, TargetUrl url, boolean verify, Optional<TlsIdentity> identity)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(verify, identity)
                .getSocketFactory()
                .createSocket(connected, url.hostName(), url.port(), true);
    if (verify) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    return socket;
  }

  private static SSLContext context(boolean verify, Optional<TlsIdentity> identity) {
    return identity
        .map(own -> own.context(verify))
        .orElseGet(() -> verify ? verifying() : trusting());
  }

  /** The context of the JVM. */
  static SSLContext verifying() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /** A context that takes every certificate. */
  static SSLContext trusting() {
    try {
      return SSLContextBuilder.create().loadTrustMaterial(TrustAllStrategy.INSTANCE).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
