package org.espalier.executor.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.espalier.settings.DockerSettings;

/**
 * The engine this node uses, and what is allowed on it. Its two threads end what takes too long and
 * tidy up; they go when idle. Thread-safe.
 */
final class DockerEngine implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long IDLE_THREAD_SECONDS = 10;

  private final DockerHost host;
  private final DockerSettings settings;
  private final DockerClient client;
  private final Owner owner;
  private final ImagePolicy images;
  private final MountPolicy mounts;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * The engine of these settings; nothing is connected to yet.
   *
   * @param node the node's name
   * @throws org.espalier.settings.InvalidSettingException when host or certificates are unusable
   */
  DockerEngine(DockerSettings settings, String node) {
    Optional<Path> certificates =
        Optional.of(settings.certDir()).filter(dir -> !dir.isEmpty()).map(Path::of);
    this.settings = settings;
    host = DockerHost.parse(settings.host(), certificates.isPresent());
    client = new DockerClient(host, TlsFiles.read(certificates));
    owner = Owner.ofThisProcess(node);
    images = new ImagePolicy(settings.images());
    mounts = new MountPolicy(roots(), host.socket().map(DockerEngine::real));
    timer = new ScheduledThreadPoolExecutor(THREADS, DockerEngine::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Paths of another machine cannot be checked, so none may be mounted there. */
  private Map<Path, Boolean> roots() {
    return host.socket().isPresent() ? MountPolicy.roots(settings.mounts()) : Map.of();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  DockerHost host() {
    return host;
  }

  DockerSettings settings() {
    return settings;
  }

  DockerClient client() {
    return client;
  }

  Owner owner() {
    return owner;
  }

  MountPolicy mounts() {
    return mounts;
  }

  /**
   * Checks image and network.
   *
   * @throws RefusedException when a task may not use them here
   */
  void check(ContainerRequest request) throws RefusedException {
    checkImage(request);
    checkNetwork(request);
  }

  void checkImage(ContainerRequest request) throws RefusedException {
    if (!images.allows(request.image())) {
      throw new RefusedException(
          "image_denied",
          "The image %s may not be used here; an administrator can allow it with espalier.executors.docker.images."
              .formatted(request.image()));
    }
  }

  void checkNetwork(ContainerRequest request) throws RefusedException {
    if (!request.network().equals("none") && !settings.networks().contains(request.network())) {
      throw new RefusedException(
          "network_denied",
          "The network %s may not be used here; leave inputs.network out, or ask an administrator to list it in espalier.executors.docker.networks."
              .formatted(request.network()));
    }
  }

  /** Runs something after a time, unless cancelled before; never when this is closed. */
  Future<?> after(Duration time, Runnable action) {
    try {
      return timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(false);
    }
  }

  boolean isClosed() {
    return timer.isShutdown();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "espalier-docker");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close();
  }
}
