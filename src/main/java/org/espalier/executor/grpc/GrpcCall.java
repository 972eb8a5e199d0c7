package org.espalier.executor.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/** One attempt: connection, description, call, and how it ended. Used once. */
final class GrpcCall {
  private static final long CLOCKS_APART_MILLIS = 50;

  private final GrpcRequest request;
  private final ExecutionContext context;
  private final int maxBytes;
  private final Deadline deadline;
  private final Connection connection;
  private boolean connected;
  private Metadata headers = new Metadata();

  GrpcCall(Channels channels, GrpcRequest request, ExecutionContext context, int maxBytes) {
    this.request = request;
    this.context = context;
    this.maxBytes = maxBytes;
    this.deadline = Deadline.after(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    this.connection = new Connection(channels, request, deadline);
  }

  ExecutionOutcome run() throws InterruptedException {
    Metadata metadata = CallMetadata.of(request);
    CancellationToken.Registration registration = context.cancellation().onCancel(connection::cut);
    try (connection) {
      ExecutionOutcome outcome = outcome(metadata);
      return context.cancellation().isCancelled()
          ? new Cancelled(request.describe() + " was cancelled because the attempt is to stop.")
          : outcome;
    } finally {
      registration.close();
    }
  }

  private ExecutionOutcome outcome(Metadata metadata) throws InterruptedException {
    try {
      ManagedChannel channel = connection.open();
      connected = channel.getState(false) == ConnectivityState.READY;
      return call(channel, ServiceMethod.find(files(channel).build(), request), metadata);
    } catch (GrpcException e) {
      return e.failed();
    } catch (Reflection.EndedException e) {
      return new CallEnd(request, e.end(), isOverdue()).failed(connected, Json.object());
    }
  }

  private DescriptorFiles files(ManagedChannel channel)
      throws GrpcException, Reflection.EndedException, InterruptedException {
    if (!request.proto().isEmpty()) {
      return ProtoText.files(request.proto());
    }
    return request.descriptorSet().isPresent()
        ? DescriptorFiles.of(request.descriptorSet().get())
        : new Reflection(channel, request, deadline).files();
  }

  private ExecutionOutcome call(ManagedChannel channel, ServiceMethod method, Metadata metadata)
      throws GrpcException, InterruptedException {
    List<DynamicMessage> messages = method.messages(request.messages());
    Responses responses = new Responses(method.streamsAnswers(), maxBytes, context.progress());
    try (OpenCall<DynamicMessage, DynamicMessage> call =
        new OpenCall<>(channel, method.toGrpc(), deadline, metadata)) {
      messages.forEach(call::send);
      call.endOfMessages();
      while (true) {
        Answer<DynamicMessage> answer = call.next();
        if (answer instanceof Answer.End<DynamicMessage> end) {
          return ended(end, responses);
        }
        take(answer, method, responses);
        if (responses.isTruncated() && (request.failOnTruncation() || !method.streamsAnswers())) {
          return tooLarge(responses);
        }
        if (responses.count() >= request.maxMessages()) {
          return succeeded(responses, new Metadata());
        }
      }
    }
  }

  private void take(Answer<DynamicMessage> answer, ServiceMethod method, Responses responses)
      throws GrpcException {
    if (answer instanceof Answer.Headers<DynamicMessage> first) {
      headers = first.metadata();
    }
    if (answer instanceof Answer.Message<DynamicMessage> message) {
      responses.add(method.toJson(message.message()));
    }
  }

  private ExecutionOutcome ended(Answer.End<DynamicMessage> end, Responses responses) {
    return end.status().isOk()
        ? succeeded(responses, end.trailers())
        : new CallEnd(request, end, isOverdue())
            .failed(connected, described(responses, end.trailers()).put("success", false));
  }

  /** All or none, unless the task says otherwise; what came until now is in the details. */
  private Failed tooLarge(Responses responses) {
    return new Failed(
        "response_too_large",
        "%s answered with more than %d bytes of JSON (setting espalier.executors.grpc.max-response-bytes). Ask for less%s."
            .formatted(
                request.describe(),
                maxBytes,
                responses.isStream()
                    ? ", end the call with inputs.max_messages, or set inputs.fail_on_truncation to false to keep what fits"
                    : ""),
        false,
        Optional.empty(),
        described(responses, new Metadata()).put("success", false));
  }

  /** A little early, since the server has the same deadline and its clock may run ahead. */
  private boolean isOverdue() {
    return deadline.timeRemaining(TimeUnit.MILLISECONDS) < CLOCKS_APART_MILLIS;
  }

  private Succeeded succeeded(Responses responses, Metadata trailers) {
    return new Succeeded(described(responses, trailers).put("success", true));
  }

  private ObjectNode described(Responses responses, Metadata trailers) {
    ObjectNode result =
        Json.object()
            .put("server", request.server().authority())
            .put("service", request.service())
            .put("method", request.method());
    responses.describe(result);
    result.set("metadata", CallMetadata.toJson(headers));
    result.set("trailers", CallMetadata.toJson(trailers));
    return result;
  }
}
