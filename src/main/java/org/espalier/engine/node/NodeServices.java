package org.espalier.engine.node;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The engine and everything that runs beside it, started and stopped in order. Thread-safe. */
@ApplicationScoped
public class NodeServices {
  @Inject Engine engine;
  @Inject @Any Instance<NodeService> services;

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  @Nullable ManagedThreadFactory managedThreads;

  /** For the container, which sets the fields. */
  public NodeServices() {}

  /** The engine first, since the others hand it work. */
  public synchronized void start() {
    engine.start();
    ThreadFactory factory = managedThreads == null ? Thread::new : managedThreads;
    services.forEach(service -> service.start(factory));
  }

  /** The engine last. Stopping twice does no harm. */
  public synchronized void stop() {
    services.forEach(NodeService::stop);
    engine.stop();
  }
}
