package org.espalier.executor.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.it.Await;

/**
 * A real gRPC server with the service of {@link NoteService}. What it does depends on the text: an
 * upper case status code is answered as such, {@code hang} is never answered, {@code flood} is 300
 * messages of a megabyte, {@code PACK}, {@code NEST} and {@code FAR} are what {@link
 * NoteService#strange} makes, everything else comes back.
 */
final class TestServer implements AutoCloseable {
  /** Which reflection it has. */
  enum Has {
    V1,
    V1_ALPHA,
    NO_REFLECTION
  }

  private final Server server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(work -> new Thread(work, "test-server"));
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("test-server-loop"), NioIoHandler.newFactory());
  private final AtomicReference<Metadata> received = new AtomicReference<>(new Metadata());
  private final AtomicReference<Optional<Deadline>> deadline =
      new AtomicReference<>(Optional.empty());
  private final AtomicInteger hanging = new AtomicInteger();

  TestServer(Has reflection) throws IOException {
    this(reflection, Optional.empty());
  }

  TestServer(Has reflection, Optional<Path> certificates) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(threads)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(NioServerSocketChannel.class)
            .maxInboundMessageSize(64 << 20)
            .addService(notes())
            .intercept(new Listening());
    if (certificates.isPresent()) {
      Path in = certificates.get();
      builder.sslContext(
          GrpcSslContexts.forServer(
                  in.resolve("server.pem").toFile(), in.resolve("server-key.pem").toFile())
              .trustManager(in.resolve("ca.pem").toFile())
              .clientAuth(ClientAuth.REQUIRE)
              .build());
    }
    reflection(reflection).ifPresent(builder::addService);
    server = builder.build().start();
  }

  @SuppressWarnings("deprecation")
  private static Optional<BindableService> reflection(Has has) {
    return switch (has) {
      case V1 -> Optional.of(ProtoReflectionServiceV1.newInstance());
      case V1_ALPHA -> Optional.of(io.grpc.protobuf.services.ProtoReflectionService.newInstance());
      case NO_REFLECTION -> Optional.empty();
    };
  }

  private record Schema(FileDescriptor file) implements ProtoFileDescriptorSupplier {
    @Override
    public FileDescriptor getFileDescriptor() {
      return file;
    }
  }

  private ServerServiceDefinition notes() {
    var say = grpc("Say");
    var collect = grpc("Collect");
    var repeat = grpc("Repeat");
    var talk = grpc("Talk");
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder("test.v1.Notes")
                .setSchemaDescriptor(new Schema(NoteService.SERVICE_FILE))
                .addMethod(say)
                .addMethod(collect)
                .addMethod(repeat)
                .addMethod(talk)
                .build())
        .addMethod(say, ServerCalls.asyncUnaryCall((in, out) -> answer(in, 1, out)))
        .addMethod(collect, ServerCalls.asyncClientStreamingCall(Joining::new))
        .addMethod(
            repeat,
            ServerCalls.asyncServerStreamingCall(
                (in, out) -> answer(in, NoteService.number(in), out)))
        .addMethod(talk, ServerCalls.asyncBidiStreamingCall(Echoing::new))
        .build();
  }

  private static MethodDescriptor<DynamicMessage, DynamicMessage> grpc(String name) {
    try {
      return ServiceMethod.find(
              java.util.List.of(NoteService.SERVICE_FILE), Requests.to("test.v1.Notes", name))
          .toGrpc();
    } catch (GrpcException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(DynamicMessage in, long times, StreamObserver<DynamicMessage> out) {
    String text = NoteService.text(in);
    if (text.matches("[A-Z_]+") && !text.equals("FAR")) {
      Metadata trailers = new Metadata();
      trailers.put(CallMetadata.text("grpc-retry-pushback-ms"), "1500");
      trailers.put(CallMetadata.text("hint"), "look here");
      Status status = Status.fromCode(Status.Code.valueOf(text)).withDescription("as asked");
      out.onError(status.asRuntimeException(trailers));
    } else if (text.equals("hang")) {
      hanging.incrementAndGet();
      ((ServerCallStreamObserver<DynamicMessage>) out).setOnCancelHandler(hanging::decrementAndGet);
    } else if (text.matches("(PACK|NEST|FAR).*")) {
      out.onNext(NoteService.strange(text));
      out.onCompleted();
    } else if (text.equals("flood")) {
      flood((ServerCallStreamObserver<DynamicMessage>) out);
    } else {
      for (long i = 0; i < times; i++) {
        out.onNext(in);
      }
      out.onCompleted();
    }
  }

  /** Sends when the client takes, as a real server would. */
  private static void flood(ServerCallStreamObserver<DynamicMessage> out) {
    DynamicMessage megabyte = NoteService.note("x".repeat(1 << 20));
    AtomicInteger left = new AtomicInteger(300);
    out.setOnReadyHandler(
        () -> {
          while (out.isReady() && left.getAndDecrement() > 0) {
            out.onNext(megabyte);
            if (left.get() == 0) {
              out.onCompleted();
            }
          }
        });
  }

  /** One answer with all texts. */
  private static final class Joining implements StreamObserver<DynamicMessage> {
    private final StreamObserver<DynamicMessage> out;
    private String joined = "";

    Joining(StreamObserver<DynamicMessage> out) {
      this.out = out;
    }

    @Override
    public void onNext(DynamicMessage in) {
      joined += NoteService.text(in);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      out.onNext(NoteService.note(joined));
      out.onCompleted();
    }
  }

  /** Each message comes back twice. */
  private record Echoing(StreamObserver<DynamicMessage> out)
      implements StreamObserver<DynamicMessage> {
    @Override
    public void onNext(DynamicMessage in) {
      out.onNext(in);
      out.onNext(in);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      out.onCompleted();
    }
  }

  private final class Listening implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      received.set(headers);
      deadline.set(Optional.ofNullable(Context.current().getDeadline()));
      return next.startCall(call, headers);
    }
  }

  /** What the last call was sent with. */
  Metadata received() {
    return received.get();
  }

  /** How long the last call was given. */
  Optional<Deadline> deadline() {
    return deadline.get();
  }

  void awaitHanging(int calls) {
    Await.until(calls + " calls hang", Duration.ofSeconds(10), () -> hanging.get() == calls);
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    threads.shutdown();
  }

  /** Many texts. */
  static String list(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'text':'" + i + "'}")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
