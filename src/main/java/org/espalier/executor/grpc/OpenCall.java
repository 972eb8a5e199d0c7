package org.espalier.executor.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One call whose answers are taken one at a time by the thread that made it. A message is asked for
 * when the one before was taken, so a fast server cannot fill the memory.
 *
 * @param <A> what is sent
 * @param <B> what comes back
 */
final class OpenCall<A, B> implements AutoCloseable {
  private final ClientCall<A, B> call;
  private final BlockingQueue<Answer<B>> answers = new LinkedBlockingQueue<>();

  OpenCall(Channel channel, MethodDescriptor<A, B> method, Deadline deadline, Metadata metadata) {
    call = channel.newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
    call.start(new Listener(), metadata);
    call.request(1);
  }

  void send(A message) {
    call.sendMessage(message);
  }

  void endOfMessages() {
    call.halfClose();
  }

  /** The next answer; there is none after {@link Answer.End}, which always comes. */
  Answer<B> next() throws InterruptedException {
    Answer<B> answer = answers.take();
    if (answer instanceof Answer.Message<B>) {
      call.request(1);
    }
    return answer;
  }

  /** Tells the server that nobody listens any more; without effect after the end. */
  @Override
  public void close() {
    call.cancel("no longer needed", null);
  }

  private final class Listener extends ClientCall.Listener<B> {
    @Override
    public void onHeaders(Metadata headers) {
      answers.add(new Answer.Headers<>(headers));
    }

    @Override
    public void onMessage(B message) {
      answers.add(new Answer.Message<>(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      answers.add(new Answer.End<>(status, trailers));
    }
  }
}
