package org.espalier.api.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.engine.SubmissionKey;
import org.espalier.json.field.FieldReader;
import org.espalier.security.CallerScope;
import org.espalier.wire.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Idempotency-Key} of a submission (draft-ietf-httpapi-idempotency-key-header).
 */
final class SubmissionKeys {
  static final String HEADER = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

  private SubmissionKeys() {}

  /**
   * The key of a request, bound to what the request asks for.
   *
   * @throws RequestRefusedException when it is not 1 to 255 visible ASCII characters
   */
  static Optional<SubmissionKey> of(HttpHeaders headers, byte[] body, boolean run) {
    @Nullable String key = headers.getHeaderString(HEADER);
    if (key == null) {
      return Optional.empty();
    }
    if (!FORM.matcher(key).matches()) {
      throw new RequestRefusedException(
          List.of(
              Problem.Fault.of(
                  HEADER,
                  "invalid_header",
                  "'%s': expected 1 to 255 visible ASCII characters, got '%s'."
                      .formatted(HEADER, FieldReader.shorten(key.replaceAll("\\p{Cntrl}", "?"))))));
    }
    return Optional.of(new SubmissionKey(CallerScope.current().id(), key, hash(body, run)));
  }

  private static String hash(byte[] body, boolean run) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body);
      digest.update((byte) (run ? 1 : 0));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
