package org.espalier.engine.run;

import java.time.Duration;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.RetryPolicy;

/** What a run needs to know of the configuration; see {@code EngineSettings} for each. */
public record RunLoopSettings(
    String nodeName,
    RetryPolicy defaultRetry,
    Duration attemptTimeout,
    Duration startRecordDelay,
    Duration pauseGrace,
    Duration shutdownGrace,
    int maxLostAttempts,
    int elementsPerWrite,
    Duration parkAfter) {

  public static RunLoopSettings of(EspalierSettings settings) {
    return new RunLoopSettings(
        settings.node().name(),
        RetryPolicy.defaults(settings.retry()),
        settings.engine().attemptTimeout(),
        settings.engine().startRecordDelay(),
        settings.engine().pauseGrace(),
        settings.engine().shutdownGrace(),
        settings.engine().maxLostAttempts(),
        settings.engine().elementsPerWrite(),
        settings.engine().parkAfter());
  }
}
