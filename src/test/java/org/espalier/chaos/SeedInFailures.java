package org.espalier.chaos;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Prints the seed at the start, and puts it into the message of every failure. */
final class SeedInFailures implements BeforeAllCallback, TestExecutionExceptionHandler {
  @Override
  public void beforeAll(ExtensionContext context) {
    Chaos.report(context.getDisplayName(), "seed " + Chaos.SEED);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw new AssertionError(
        "repeat with: mvn verify -Pchaos -Dothers.skip=true -Dchaos.seed=%d -Dit.test=%s#%s%n%s"
            .formatted(
                Chaos.SEED,
                context.getRequiredTestClass().getSimpleName(),
                context.getRequiredTestMethod().getName(),
                failure.getMessage()),
        failure);
  }
}
