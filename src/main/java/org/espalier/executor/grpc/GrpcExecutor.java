package org.espalier.executor.grpc;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.GrpcSettings;

/**
 * Calls a method of a gRPC service, described by the server itself by .proto text or by a
 * descriptor set, and returns its answers as JSON.
 *
 * <p>One instance for the life of the application. Names no type of the library, which is loaded
 * with the first call. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class GrpcExecutor implements TaskExecutor {
  private static final ExecutorType DESCRIPTION =
      ExecutorType.fromResource(GrpcExecutor.class, "grpc_executor.json");
  private static final ExecutorType TYPE =
      OptionalLibrary.missing(
              "io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder",
              "gRPC (io.grpc:grpc-netty-shaded, grpc-protobuf, grpc-services)")
          .map(DESCRIPTION::unavailable)
          .orElse(DESCRIPTION);

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private GrpcSettings limits;
  private Optional<Channels> channels = Optional.empty();

  /** An executor outside a container, ready to use. */
  static GrpcExecutor standalone(EgressGuard guard, GrpcSettings settings) {
    GrpcExecutor executor = new GrpcExecutor();
    executor.guard = guard;
    executor.limits = settings;
    return executor;
  }

  @PostConstruct
  void open() {
    limits = settings.executors().grpc();
  }

  private synchronized Channels channels() {
    if (channels.isEmpty()) {
      channels = Optional.of(new Channels(guard, limits.maxResponseBytes()));
    }
    return channels.get();
  }

  @PreDestroy
  synchronized void close() {
    channels.ifPresent(Channels::close);
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      ServerAddress server = GrpcRequest.read(draft, limits).server();
      guard.refuseLiteral("inputs.server", server.host(), server.port());
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    GrpcRequest request = GrpcRequest.read(context, limits);
    return new GrpcCall(channels(), request, context, limits.maxResponseBytes()).run();
  }
}
