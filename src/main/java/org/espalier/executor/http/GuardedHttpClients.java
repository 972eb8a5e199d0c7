package org.espalier.executor.http;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.espalier.executor.egress.EgressGuard;

/**
 * Makes clients for libraries that want a {@link java.net.http.HttpClient}. The JDK's own resolves
 * names itself; these connect only to addresses the guard gives. All share a pool of connections
 * and two threads, which start with the first request. Thread-safe.
 */
public final class GuardedHttpClients implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 2_000;
  private static final int THREADS = 2;
  private static final TimeValue CHECKED_WHEN_IDLE = TimeValue.ofMilliseconds(200);
  private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);

  private final EgressGuard guard;
  private final String threadName;
  private Optional<CloseableHttpAsyncClient> verifying = Optional.empty();
  private Optional<CloseableHttpAsyncClient> trusting = Optional.empty();

  /** Opens nothing yet. */
  public GuardedHttpClients(EgressGuard guard, String threadName) {
    this.guard = guard;
    this.threadName = threadName;
  }

  /**
   * A client for one attempt.
   *
   * @param verify whether certificates are checked
   * @param identity whom to trust and who we are; empty for what the JVM has. With one the client
   *     has connections of its own, so that nobody else's request goes over them
   * @param connectTimeout of each connection
   * @param observer sees the head of each response
   */
  public GuardedHttpClient open(
      boolean verify,
      Optional<TlsIdentity> identity,
      Duration connectTimeout,
      Consumer<HttpResponse.ResponseInfo> observer) {
    if (identity.isEmpty()) {
      CloseableHttpAsyncClient shared = verify ? verifying() : trusting();
      return new GuardedHttpClient(shared, () -> {}, connectTimeout, observer);
    }
    SSLContext context = identity.get().context(verify);
    CloseableHttpAsyncClient own = start(verify ? checking(context) : trusting(context));
    return new GuardedHttpClient(
        own, () -> own.close(CloseMode.IMMEDIATE), connectTimeout, observer);
  }

  private static TlsStrategy checking(SSLContext context) {
    return ClientTlsStrategyBuilder.create().setSslContext(context).buildAsync();
  }

  private static TlsStrategy trusting(SSLContext context) {
    return ClientTlsStrategyBuilder.create()
        .setSslContext(context)
        .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
        .setHostnameVerifier(NoopHostnameVerifier.INSTANCE)
        .buildAsync();
  }

  private synchronized CloseableHttpAsyncClient verifying() {
    if (verifying.isEmpty()) {
      verifying = Optional.of(start(ClientTlsStrategyBuilder.create().buildAsync()));
    }
    return verifying.get();
  }

  private synchronized CloseableHttpAsyncClient trusting() {
    if (trusting.isEmpty()) {
      trusting = Optional.of(start(trusting(TlsSockets.trusting())));
    }
    return trusting.get();
  }

  private CloseableHttpAsyncClient start(TlsStrategy tls) {
    AtomicInteger number = new AtomicInteger();
    CloseableHttpAsyncClient client =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setDnsResolver(new GuardedResolver(guard))
                    .setTlsStrategy(tls)
                    .setDefaultTlsConfig(
                        TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setValidateAfterInactivity(CHECKED_WHEN_IDLE)
                            .setTimeToLive(LONGEST_LIFE)
                            .build())
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .build())
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(THREADS).build())
            .setThreadFactory(work -> thread(work, number.incrementAndGet()))
            .addExecInterceptorLast("cut-off", CutOff::register)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableConnectionState()
            .build();
    client.start();
    return client;
  }

  private Thread thread(Runnable work, int number) {
    Thread thread = new Thread(work, threadName + "-" + number);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void close() {
    verifying.ifPresent(client -> client.close(CloseMode.IMMEDIATE));
    trusting.ifPresent(client -> client.close(CloseMode.IMMEDIATE));
    verifying = Optional.empty();
    trusting = Optional.empty();
  }
}
