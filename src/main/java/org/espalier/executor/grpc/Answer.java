package org.espalier.executor.grpc;

import io.grpc.Metadata;
import io.grpc.Status;

/** What comes back on a call, in this order: headers, any number of messages, the end. */
sealed interface Answer<T> {
  record Headers<T>(Metadata metadata) implements Answer<T> {}

  record Message<T>(T message) implements Answer<T> {}

  record End<T>(Status status, Metadata trailers) implements Answer<T> {}
}
