package org.espalier.executor.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.espalier.settings.InvalidSettingException;

/**
 * The files of a Docker client's certificate directory: {@code ca.pem} says whom to trust, {@code
 * cert.pem} and {@code key.pem} who we are. Either part may be missing.
 */
final class TlsFiles {
  private static final String KEY = "espalier.executors.docker.cert-dir";
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  private TlsFiles() {}

  /**
   * How to speak TLS with these files; without a directory, as the JVM does.
   *
   * @throws InvalidSettingException when a file cannot be used
   */
  static TlsSocketStrategy read(Optional<Path> directory) {
    if (directory.isEmpty()) {
      return DefaultClientTlsStrategy.createDefault();
    }
    try {
      return new DefaultClientTlsStrategy(context(directory.get()));
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidSettingException(
          KEY,
          "a directory with ca.pem, cert.pem and key.pem that can be read (" + e.getMessage() + ")",
          directory.get().toString());
    }
  }

  private static SSLContext context(Path directory) throws IOException, GeneralSecurityException {
    SSLContextBuilder builder = SSLContextBuilder.create();
    Path authorities = directory.resolve("ca.pem");
    if (Files.exists(authorities)) {
      builder.loadTrustMaterial(trusted(authorities), null);
    }
    Path certificate = directory.resolve("cert.pem");
    if (Files.exists(certificate)) {
      builder.loadKeyMaterial(identity(certificate, directory.resolve("key.pem")), NO_PASSWORD);
    }
    return builder.build();
  }

  private static KeyStore trusted(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  private static KeyStore identity(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    String algorithm = chain[0].getPublicKey().getAlgorithm();
    store.setKeyEntry("client", privateKey(key, algorithm), NO_PASSWORD, chain);
    return store;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher pem = PKCS8.matcher(Files.readString(file));
    if (!pem.find()) {
      throw new IOException(
          file + " is no unencrypted PKCS#8 key; convert it with: openssl pkcs8 -topk8 -nodes");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
