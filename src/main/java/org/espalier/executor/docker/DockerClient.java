package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/**
 * Speaks the Docker Engine API. Every call has a connection of its own: to a Unix socket they cost
 * nothing, and one that is cut off cannot spoil the next. Thread-safe.
 */
final class DockerClient implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 4_000;
  private static final Timeout CONNECT = Timeout.ofSeconds(10);

  private final DockerHost host;
  private final CloseableHttpClient http;

  /**
   * A client for this engine.
   *
   * @param tls how TLS is spoken, where the host says so
   */
  DockerClient(DockerHost host, TlsSocketStrategy tls) {
    this.host = host;
    this.http = client(host, tls);
  }

  private static CloseableHttpClient client(DockerHost host, TlsSocketStrategy tls) {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                proxy -> socket(host),
                null,
                host.socket().isPresent() ? new NoResolver() : null,
                RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build()),
            PoolConcurrencyPolicy.LAX,
            PoolReusePolicy.LIFO,
            TimeValue.NEG_ONE_MILLISECOND,
            ManagedHttpClientConnectionFactory.INSTANCE);
    connections.setMaxTotal(MAX_CONNECTIONS);
    connections.setDefaultMaxPerRoute(MAX_CONNECTIONS);
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(CONNECT)
            .setSocketTimeout(Timeout.DISABLED)
            .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
            .build());
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy((request, response, context) -> false)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .setUserAgent("Espalier")
        .build();
  }

  private static Socket socket(DockerHost host) throws IOException {
    return host.socket().isPresent() ? new UnixSocket(host.socket().get()) : new Socket();
  }

  /**
   * Calls and reads the whole answer.
   *
   * @return the answer, missing when it is empty
   * @throws DockerException when the engine refused
   * @throws IOException when it cannot be reached, or the call was stopped
   */
  JsonNode call(DockerCall call, StopSwitch stop) throws IOException {
    try (DockerStream answer = open(call, stop)) {
      return answer.readJson();
    }
  }

  /** Calls and leaves the body of the answer to be read; close it. */
  DockerStream open(DockerCall call, StopSwitch stop) throws IOException {
    HttpUriRequestBase wire = wire(call);
    StopSwitch.Watch watch = stop.watch(wire::cancel);
    boolean opened = false;
    try {
      if (wire.isCancelled()) {
        throw new InterruptedIOException("stopped before it was sent");
      }
      ClassicHttpResponse response = http.executeOpen(host.address(), wire, null);
      DockerStream stream = new DockerStream(response, wire, watch);
      if (response.getCode() >= 300) {
        throw refused(stream, response);
      }
      opened = true;
      return stream;
    } catch (IllegalStateException e) {
      throw new IOException("stopped at a bad moment", e);
    } finally {
      if (!opened) {
        watch.close();
      }
    }
  }

  private static DockerException refused(DockerStream stream, ClassicHttpResponse response)
      throws IOException {
    try (stream) {
      JsonNode body = stream.readJson();
      String message = body.path("message").asText(response.getReasonPhrase());
      return new DockerException(response.getCode(), message.strip());
    }
  }

  private HttpUriRequestBase wire(DockerCall call) {
    HttpUriRequestBase wire = new HttpUriRequestBase(call.method(), URI.create(call.path()));
    wire.setScheme(host.address().getSchemeName());
    wire.setAuthority(new URIAuthority(host.address()));
    call.headers().forEach(wire::setHeader);
    call.body()
        .ifPresent(
            body ->
                wire.setEntity(new StringEntity(Json.write(body), ContentType.APPLICATION_JSON)));
    wire.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(Timeout.DISABLED)
            .setProtocolUpgradeEnabled(false)
            .build());
    return wire;
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }
}
