package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.StopSwitch;

/**
 * Turns what went wrong between this server and the engine into the outcome of the attempt.
 *
 * @param details what is known of the container so far
 */
record RunFailure(Step step, ContainerRequest request, DockerHost host, ObjectNode details) {

  ExecutionOutcome outcome(IOException failure, Optional<StopSwitch.Reason> stopped) {
    if (stopped.isPresent()) {
      return switch (stopped.get()) {
        case CANCELLED ->
            new Cancelled(
                "The container of %s was stopped because the attempt is to stop."
                    .formatted(request.image()));
        case TIMEOUT ->
            failed(
                "timeout",
                true,
                "The container of %s did not end within %s and was stopped; raise inputs.timeout if it needs longer."
                    .formatted(request.image(), seconds()));
      };
    }
    if (failure instanceof DockerException refused) {
      return refused(refused);
    }
    if (failure instanceof EOFException) {
      return failed(
          "network",
          true,
          "The connection to the Docker engine at %s was lost in the middle of what the container of %s put out, which was ended."
              .formatted(host.describe(), request.image()));
    }
    boolean untrusted = failure instanceof SSLException;
    return failed(
        untrusted ? "tls" : "network",
        !untrusted,
        "The Docker engine at %s cannot be reached: %s."
            .formatted(host.describe(), words(failure)));
  }

  private String seconds() {
    return request.timeout().toMillis() / 1_000.0 + " seconds";
  }

  private Failed refused(DockerException e) {
    boolean passing = e.status() >= 500;
    return switch (step) {
      case IMAGE -> pull(e);
      case CREATE, RUN ->
          failed(
              "docker_error",
              passing,
              "The Docker engine refused the container of %s: %s."
                  .formatted(request.image(), words(e)));
      case START ->
          failed(
              "start_failed",
              false,
              "The container of %s could not be started: %s. Check command, working_dir, user and network."
                  .formatted(request.image(), words(e)));
    };
  }

  private Failed pull(DockerException e) {
    String said = e.getMessage();
    boolean absent =
        e.isNotFound()
            || said.contains("manifest unknown")
            || said.contains("not found")
            || said.contains("denied")
            || said.contains("unauthorized")
            || said.contains("no basic auth");
    return failed(
        absent ? "image_not_found" : "pull_failed",
        !absent,
        "The image %s cannot be pulled: %s.".formatted(request.image(), words(e)));
  }

  private Failed failed(String kind, boolean retryable, String message) {
    return new Failed(kind, message, retryable, Optional.empty(), details);
  }

  /** What an exception says, without names of classes and without a full stop. */
  static String words(IOException e) {
    String message = e.getMessage() == null ? "the connection was lost" : e.getMessage().strip();
    int lastClass = message.lastIndexOf("Exception: ");
    message = lastClass < 0 ? message : message.substring(lastClass + "Exception: ".length());
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
