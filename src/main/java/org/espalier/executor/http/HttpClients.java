package org.espalier.executor.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.espalier.executor.Deadlines;
import org.espalier.executor.egress.EgressGuard;

/**
 * The connection pools and the one thread that ends exchanges in time. Clients do nothing on their
 * own: no redirects, retries, cookies, proxies or decompression. Thread-safe.
 */
final class HttpClients implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 400;
  private static final int MAX_CONNECTIONS_PER_HOST = 200;
  private static final int MAX_HEADER_LINE = 64 << 10;
  private static final int MAX_HEADERS = 500;
  private static final TimeValue CHECKED_WHEN_IDLE = TimeValue.ofMilliseconds(200);
  private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);

  private final EgressGuard guard;
  private final CloseableHttpClient verifying;
  private final CloseableHttpClient trusting;
  private final Deadlines deadlines = new Deadlines("espalier-http-deadlines");

  HttpClients(EgressGuard guard) {
    this.guard = guard;
    verifying = client(guard, DefaultClientTlsStrategy.createDefault());
    trusting = client(guard, trusting(TlsSockets.trusting()));
  }

  /**
   * A client for one request; close it behind the response.
   *
   * @param release what ends it: nothing for a client that all share
   */
  record Use(CloseableHttpClient client, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * The client that checks certificates or the one that does not; or one of its own for a request
   * with its own certificates, so that nobody else's request goes over its connection.
   */
  Use use(boolean verify, Optional<TlsIdentity> identity) {
    if (identity.isEmpty()) {
      return new Use(verify ? verifying : trusting, () -> {});
    }
    CloseableHttpClient own =
        client(guard, verify ? checking(identity.get()) : trusting(identity.get().context(false)));
    return new Use(own, () -> own.close(CloseMode.IMMEDIATE));
  }

  private static TlsSocketStrategy checking(TlsIdentity identity) {
    return new DefaultClientTlsStrategy(identity.context(true));
  }

  /** Runs something short after a time, unless cancelled before. */
  Future<?> after(Duration time, Runnable action) {
    return deadlines.after(time, action);
  }

  private static CloseableHttpClient client(EgressGuard guard, TlsSocketStrategy tls) {
    ConnectionConfig connections =
        ConnectionConfig.custom()
            .setValidateAfterInactivity(CHECKED_WHEN_IDLE)
            .setTimeToLive(LONGEST_LIFE)
            .build();
    Http1Config limits =
        Http1Config.custom()
            .setMaxLineLength(MAX_HEADER_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedResolver(guard))
                .setTlsSocketStrategy(tls)
                .setDefaultConnectionConfig(connections)
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS_PER_HOST)
                .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .disableDefaultUserAgent()
        .build();
  }

  private static TlsSocketStrategy trusting(SSLContext context) {
    ClientTlsStrategyBuilder builder =
        ClientTlsStrategyBuilder.create()
            .setSslContext(context)
            .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
            .setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
    return builder.buildClassic();
  }

  @Override
  public void close() {
    deadlines.close();
    verifying.close(CloseMode.IMMEDIATE);
    trusting.close(CloseMode.IMMEDIATE);
  }
}
