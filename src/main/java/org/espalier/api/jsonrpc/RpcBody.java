package org.espalier.api.jsonrpc;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.espalier.settings.EspalierSettings;

/** Reads the bodies of calls, up to the limit. Thread-safe. */
@ApplicationScoped
public class RpcBody {
  /** How much of a body that is too large is read all the same, so that its sender gets to hear. */
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;

  @Inject EspalierSettings settings;

  /** For the container, which sets the fields. */
  public RpcBody() {}

  /** Why a body is not read, and the status of HTTP that says so. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }

    int status() {
      return status;
    }
  }

  /**
   * The bytes of a body.
   *
   * @throws RefusedException when it is too large
   * @throws IOException when it breaks off
   */
  byte[] read(HttpServletRequest request) throws IOException, RefusedException {
    int limit = settings.limits().maxBodyBytes();
    InputStream in = request.getInputStream();
    long announced = request.getContentLengthLong();
    if (announced > limit) {
      throw tooLarge(in, limit, announced);
    }
    byte[] bytes = in.readNBytes(limit);
    if (bytes.length == limit && in.read() >= 0) {
      throw tooLarge(in, limit, announced);
    }
    return bytes;
  }

  /** A body of which not all would be read anyhow is not waited for. */
  private static RefusedException tooLarge(InputStream in, int limit, long announced)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long swallowed = announced > MAX_SWALLOWED_BYTES ? MAX_SWALLOWED_BYTES : 0;
    while (swallowed < MAX_SWALLOWED_BYTES) {
      int n = in.read(buffer);
      swallowed = n < 0 ? MAX_SWALLOWED_BYTES : swallowed + n;
    }
    return new RefusedException(
        HttpStatus.CONTENT_TOO_LARGE,
        "The body is larger than the %d bytes allowed; send less at once.".formatted(limit));
  }
}
