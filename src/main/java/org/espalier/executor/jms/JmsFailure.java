package org.espalier.executor.jms;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Excerpt;

/** Tells what a messaging exception means for a retry. */
final class JmsFailure {
  private static final int LONGEST = 400;

  private JmsFailure() {}

  static ExecutionOutcome of(Exception e, ExecutionContext context) {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The exchange was broken off: " + line(e) + ".");
    }
    if (e instanceof JMSSecurityRuntimeException || e instanceof JMSSecurityException) {
      return Failed.permanent("access_denied", "The broker refuses access: " + line(e) + ".");
    }
    if (e instanceof InvalidDestinationRuntimeException
        || e instanceof InvalidDestinationException) {
      return Failed.permanent(
          "no_such_destination", "The broker has no such destination: " + line(e) + ".");
    }
    return Failed.retryable(
        "network", "The broker cannot be reached or broke off: " + line(e) + ".");
  }

  /** What the cause behind an exception says: JNDI wraps. */
  static String rootLine(Throwable e) {
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return line(root);
  }

  /** What an exception says, on one line. */
  static String line(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\.$", "");
    String quiet = line.replaceAll("\\b[\\w.]*\\.(\\w+)Exception\\b", "$1");
    return Excerpt.of(quiet, LONGEST);
  }
}
