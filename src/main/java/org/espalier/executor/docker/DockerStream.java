package org.espalier.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.espalier.executor.StopSwitch;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** The body of an answer, and the connection it comes on. Closing it cuts the connection. */
final class DockerStream implements AutoCloseable {
  private static final int MAX_JSON_BYTES = 16 << 20;

  private final ClassicHttpResponse response;
  private final HttpUriRequestBase wire;
  private final StopSwitch.Watch watch;

  DockerStream(ClassicHttpResponse response, HttpUriRequestBase wire, StopSwitch.Watch watch) {
    this.response = response;
    this.wire = wire;
    this.watch = watch;
  }

  /** The bytes; none when the answer has no body. */
  InputStream bytes() throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  /** The whole body as one JSON value, missing when there is none. */
  JsonNode readJson() throws IOException {
    byte[] body = bytes().readNBytes(MAX_JSON_BYTES);
    try {
      return body.length == 0
          ? MissingNode.getInstance()
          : Json.readForeign(new String(body, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IOException("the answer is no JSON; is this a Docker engine?", e);
    }
  }

  /** Cancelled before it is closed, because closing alone reads on to the end of the body. */
  @Override
  public void close() throws IOException {
    watch.close();
    wire.cancel();
    response.close();
  }
}
