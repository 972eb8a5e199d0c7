package org.espalier.executor.ejb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ejb.AccessLocalException;
import jakarta.ejb.ConcurrentAccessException;
import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import jakarta.ejb.NoSuchEJBException;
import jakarta.transaction.TransactionalException;
import java.rmi.RemoteException;
import java.util.Optional;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.json.Json;

/**
 * Tells from what a bean threw whether a retry can help. An application exception is the bean's
 * answer and stays (Jakarta Enterprise Beans 4.0, section 9); a system exception is a mishap of the
 * bean or its container, whose transaction was rolled back.
 */
final class BeanFailure {
  private BeanFailure() {}

  static Failed of(Throwable thrown, BeanRequest request) {
    if (thrown instanceof EJBAccessException || thrown instanceof AccessLocalException) {
      return failed("access_denied", false, thrown, request, "is not allowed for this caller");
    }
    if (thrown instanceof ConcurrentAccessException) {
      return failed("bean_busy", true, thrown, request, "found the bean busy");
    }
    if (thrown instanceof NoSuchEJBException) {
      return failed("bean_not_found", true, thrown, request, "found the bean gone");
    }
    if (thrown instanceof EJBException
        || thrown instanceof RemoteException
        || thrown instanceof TransactionalException) {
      return failed("system_exception", true, Causes.root(thrown), request, "broke");
    }
    if (thrown instanceof Error) {
      return failed("system_exception", false, thrown, request, "broke");
    }
    return failed("application_exception", isRetryable(thrown, request), thrown, request, "failed");
  }

  private static boolean isRetryable(Throwable thrown, BeanRequest request) {
    for (Class<?> type = thrown.getClass(); type != Object.class; type = type.getSuperclass()) {
      if (request.retryableExceptions().contains(type.getName())
          || request.retryableExceptions().contains(type.getSimpleName())) {
        return true;
      }
    }
    return false;
  }

  private static Failed failed(
      String kind, boolean retryable, Throwable cause, BeanRequest request, String what) {
    ObjectNode details =
        Json.object()
            .put("bean", request.jndi())
            .put("exception", cause.getClass().getName())
            .put("message", cause.getMessage());
    String message =
        "Method %s of %s %s: %s."
            .formatted(request.method(), request.jndi(), what, Causes.describe(cause));
    return new Failed(
        kind, message.replaceAll("\\.\\.$", "."), retryable, Optional.empty(), details);
  }
}
