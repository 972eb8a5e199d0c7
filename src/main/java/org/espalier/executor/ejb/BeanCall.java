package org.espalier.executor.ejb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.json.Json;

/** One call of one method, from arguments to outcome. Used once, on the attempt's thread. */
final class BeanCall {
  private final BeanRequest request;
  private final Object bean;
  private final BeanJson json;

  BeanCall(BeanRequest request, Object bean, int maxResultBytes) {
    this.request = request;
    this.bean = bean;
    this.json = new BeanJson(bean.getClass().getClassLoader(), maxResultBytes);
  }

  ExecutionOutcome run(ExecutionContext context) throws InterruptedException {
    MethodChoice.Chosen chosen =
        new MethodChoice(request, json).among(BeanMethods.of(bean, request.jndi()));
    context.progress().progress(0, "calling " + BeanMethods.signature(chosen.method()));
    Interruption interruption = Interruption.onCancel(context.cancellation());
    try {
      Object value = completed(invoke(chosen), context.cancellation());
      return context.cancellation().isCancelled()
          ? new Cancelled("The bean returned after it was told to stop.")
          : succeeded(chosen, value);
    } catch (InvocationTargetException | ExecutionException e) {
      return context.cancellation().isCancelled() || e.getCause() instanceof InterruptedException
          ? new Cancelled("The bean was interrupted.")
          : BeanFailure.of(Objects.requireNonNullElse(e.getCause(), e), request);
    } catch (CancellationException e) {
      return context.cancellation().isCancelled()
          ? new Cancelled("The bean's work was cancelled.")
          : Failed.retryable("cancelled_by_bean", "The bean cancelled its own work.");
    } catch (InterruptedException e) {
      if (!context.cancellation().isCancelled()) {
        throw e;
      }
      return new Cancelled("The wait for the bean's work was interrupted.");
    } finally {
      interruption.close();
    }
  }

  private Object invoke(MethodChoice.Chosen chosen) throws InvocationTargetException {
    try {
      chosen.method().setAccessible(true);
      return chosen.method().invoke(bean, chosen.arguments());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a future holds in the end; any other value as it is. */
  private static Object completed(Object value, CancellationToken token)
      throws InterruptedException, ExecutionException {
    if (!(value instanceof Future<?> future)) {
      return value instanceof CompletionStage<?> stage
          ? completed(stage.toCompletableFuture(), token)
          : value;
    }
    CancellationToken.Registration stop = token.onCancel(() -> future.cancel(true));
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } finally {
      stop.close();
    }
  }

  private ExecutionOutcome succeeded(MethodChoice.Chosen chosen, Object value) {
    ObjectNode result =
        Json.object()
            .put("bean", request.jndi())
            .put("method", BeanMethods.signature(chosen.method()));
    try {
      return new Succeeded(result.set("value", json.write(value)));
    } catch (ResultTooLargeException e) {
      return Failed.permanent("result_too_large", e.getMessage());
    } catch (IOException e) {
      return Failed.permanent(
          "result_not_json",
          "The bean was called, but its result, a %s, has no JSON form: %s."
              .formatted(value.getClass().getName(), Causes.describe(e)));
    }
  }
}
