package org.espalier.api.jsonrpc;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.espalier.settings.EspalierSettings;

/** Reads the bodies of calls: JSON in UTF-8, up to the limit. Thread-safe. */
@ApplicationScoped
public class RpcBody {
  /** How much of a body that is too large is read all the same, so that its sender gets to hear. */
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;

  private static final Pattern JSON_TYPE =
      Pattern.compile(
          "\\s*application/(json|json-rpc|jsonrequest|[a-z0-9!#$&^_.-]+\\+json)\\s*(;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?;?\\s*");

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
   * @throws RefusedException when it is too large or no JSON by its content type
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
    String type = request.getHeader("Content-Type");
    if (type != null && !isJson(type)) {
      throw new RefusedException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8.");
    }
    return bytes;
  }

  static boolean isJson(String contentType) {
    return contentType.length() < 200
        && JSON_TYPE.matcher(contentType.toLowerCase(Locale.ROOT)).matches();
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
