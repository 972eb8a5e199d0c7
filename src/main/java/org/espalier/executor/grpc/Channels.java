package org.espalier.executor.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.egress.EgressDeniedException;
import org.espalier.executor.egress.EgressGuard;

/**
 * Opens connections to the addresses the guard allows, and to nothing else: no proxy, no name
 * resolution of the library's own. Two threads of its own serve all of them, with the JDK's sockets
 * and TLS, because native code cannot be loaded twice by an application that is deployed again.
 * Thread-safe.
 */
final class Channels implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int MAX_METADATA_BYTES = 64 << 10;

  private final EgressGuard guard;
  private final int maxMessageBytes;
  private final EventLoopGroup threads;

  Channels(EgressGuard guard, int maxMessageBytes) {
    this.guard = guard;
    this.maxMessageBytes = maxMessageBytes;
    this.threads =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("espalier-grpc", true), NioIoHandler.newFactory());
  }

  /**
   * The addresses a server may be connected to at.
   *
   * @throws GrpcException when there are none
   */
  List<InetAddress> addresses(ServerAddress server) throws GrpcException {
    try {
      return guard.resolve(server.host(), server.port());
    } catch (EgressDeniedException e) {
      throw GrpcException.permanent(EgressDeniedException.KIND, e.getMessage());
    } catch (UnknownHostException e) {
      throw GrpcException.retryable(
          "network",
          "The host name of %s cannot be resolved. Check inputs.server."
              .formatted(server.authority()));
    }
  }

  /** A channel to one address, which is not connected yet; the caller shuts it down. */
  ManagedChannel open(GrpcRequest request, InetAddress address) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(new InetSocketAddress(address, request.server().port()))
            .overrideAuthority(authority(request))
            .eventLoopGroup(threads)
            .channelType(NioSocketChannel.class)
            .proxyDetector(target -> null)
            .directExecutor()
            .offloadExecutor(Runnable::run)
            .disableRetry()
            .disableServiceConfigLookUp()
            .maxInboundMessageSize(maxMessageBytes)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .userAgent("Espalier");
    if (request.tls().isPresent()) {
      builder.sslContext(context(request.tls().get()));
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  private static String authority(GrpcRequest request) {
    return request
        .tls()
        .flatMap(TlsInputs::serverName)
        .orElseGet(() -> request.server().authority());
  }

  private static SslContext context(TlsInputs tls) {
    try {
      SslContextBuilder builder =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
      tls.authorities().ifPresent(pem -> builder.trustManager(stream(pem)));
      if (tls.certificate().isPresent()) {
        builder.keyManager(stream(tls.certificate().get()), stream(tls.key().orElse("")));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "inputs.tls cannot be used: ca and cert must be PEM certificates, key an unencrypted PEM PKCS#8 key.");
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
