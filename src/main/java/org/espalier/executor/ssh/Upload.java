package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/**
 * A file to write.
 *
 * @param path on the far side; a relative one begins at the user's home
 * @param mode its permissions; empty leaves them as they are or as the server makes them
 */
record Upload(String path, byte[] content, OptionalInt mode) {
  private static final String EXPECTED = "a list of {\"path\", \"text\" or \"base64\", \"mode\"?}";

  /** The files of {@code inputs.upload}. */
  static List<Upload> read(Inputs inputs, int maxBytes) {
    JsonNode given = inputs.value("upload").orElse(MissingNode.getInstance());
    if (!given.isMissingNode() && !given.isArray()) {
      inputs.refuse("upload", EXPECTED, given);
    }
    List<Upload> uploads = new ArrayList<>();
    for (JsonNode one : given) {
      Upload upload =
          one instanceof ObjectNode object
              ? parse(new Inputs("inputs.upload[%d]".formatted(uploads.size()), object))
              : inputs.refuse("upload", EXPECTED, one);
      if (upload.content().length > maxBytes) {
        throw new InvalidInputException(
            "inputs.upload has a file of %d bytes; at most %d are allowed (espalier.executors.ssh.max-file-bytes)."
                .formatted(upload.content().length, maxBytes));
      }
      uploads.add(upload);
    }
    return uploads;
  }

  private static Upload parse(Inputs file) {
    byte[] content =
        file.text("base64")
            .map(text -> decoded(file, text))
            .orElseGet(
                () ->
                    file.text("text")
                        .orElseThrow(
                            () ->
                                new InvalidInputException(
                                    file.where() + ".text or base64 is required."))
                        .getBytes(StandardCharsets.UTF_8));
    return new Upload(file.requireText("path"), content, mode(file));
  }

  private static byte[] decoded(Inputs file, String text) {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file.where() + ".base64 must be base64.");
    }
  }

  private static OptionalInt mode(Inputs file) {
    String mode = file.text("mode").orElse("");
    if (!mode.isEmpty() && !mode.matches("0?[0-7]{3}")) {
      throw new InvalidInputException(
          file.where() + ".mode must be three octal digits, such as \"600\".");
    }
    return mode.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(mode, 8));
  }
}
