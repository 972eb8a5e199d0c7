package org.espalier.executor.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Enumeration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes key stores of PEM texts and of PKCS#12 files. Messages never hold a key. */
final class PemText {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  private PemText() {}

  static KeyStore authorities(String pem) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(pem)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  static KeyStore identity(String certificate, String key)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    PrivateKey secret = privateKey(key, chain[0].getPublicKey().getAlgorithm());
    store.setKeyEntry("client", secret, NO_PASSWORD, chain);
    return store;
  }

  /** Of a PKCS#12 file, whose password is taken away. */
  static KeyStore identity(byte[] pkcs12, String password)
      throws IOException, GeneralSecurityException {
    KeyStore given = KeyStore.getInstance("PKCS12");
    given.load(new ByteArrayInputStream(pkcs12), password.toCharArray());
    KeyStore store = emptyStore();
    for (Enumeration<String> names = given.aliases(); names.hasMoreElements(); ) {
      String name = names.nextElement();
      Key key = given.getKey(name, password.toCharArray());
      if (key != null) {
        store.setKeyEntry(name, key, NO_PASSWORD, given.getCertificateChain(name));
      }
    }
    if (store.size() == 0) {
      throw new IOException("it holds no private key");
    }
    return store;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws CertificateException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (found.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    return found;
  }

  private static PrivateKey privateKey(String text, String algorithm)
      throws GeneralSecurityException {
    Matcher pem = PKCS8.matcher(text);
    if (!pem.find()) {
      throw new GeneralSecurityException(
          "it is no unencrypted PKCS#8 key; convert it with: openssl pkcs8 -topk8 -nodes");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
