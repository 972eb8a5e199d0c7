package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;

/** Sees to it that an image is there. Used once. */
final class ImagePull {
  private final DockerClient client;
  private final ContainerRequest request;
  private final ProgressListener progress;
  private final StopSwitch stop;

  ImagePull(
      DockerClient client, ContainerRequest request, ProgressListener progress, StopSwitch stop) {
    this.client = client;
    this.request = request;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Pulls the image if it is absent.
   *
   * @throws RefusedException when it is absent and may not be pulled
   * @throws DockerException when it cannot be pulled
   */
  void ensure(boolean mayPull) throws IOException, RefusedException {
    try {
      client.call(DockerCall.get("/images/" + request.image() + "/json"), stop);
    } catch (DockerException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      if (!mayPull) {
        throw new RefusedException(
            "image_not_found",
            "The image %s is not on the engine, and images are not pulled here (setting espalier.executors.docker.pull)."
                .formatted(request.image()));
      }
      pull();
    }
  }

  private void pull() throws IOException {
    ImageName image = request.image();
    progress.progress(0, "pulling " + image);
    DockerCall call =
        DockerCall.post(
            "/images/create", "fromImage", image.repository(), "tag", image.version().substring(1));
    if (request.registryAuth().isPresent()) {
      call = call.withHeaders(Map.of("X-Registry-Auth", header(request.registryAuth().get())));
    }
    try (DockerStream answer = client.open(call, stop);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(answer.bytes(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        follow(Json.readForeign(line));
      }
    }
  }

  /** The engine answers 200 first, and tells in the stream that it did not work out. */
  private void follow(JsonNode line) throws DockerException {
    if (line.has("error")) {
      throw new DockerException(500, line.path("error").asText());
    }
    JsonNode detail = line.path("progressDetail");
    String layer = line.path("status").asText() + " " + line.path("id").asText();
    if (detail.path("total").asLong() > 0) {
      progress.progress(
          0,
          "%s: %d of %d bytes"
              .formatted(layer, detail.path("current").asLong(), detail.path("total").asLong()));
    }
  }

  private static String header(ObjectNode auth) {
    byte[] json = Json.write(auth).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().encodeToString(json);
  }
}
