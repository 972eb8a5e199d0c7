package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.espalier.executor.Inputs;

/**
 * A file to read.
 *
 * @param path on the far side; a relative one begins at the user's home
 * @param base64 whether its bytes are wanted and not its text
 */
record Download(String path, boolean base64) {
  private static final String EXPECTED =
      "a list of paths or of {\"path\", \"encoding\": \"text\" or \"base64\"}";

  /** The files of {@code inputs.download}. */
  static List<Download> read(Inputs inputs) {
    List<Download> downloads = new ArrayList<>();
    inputs
        .value("download")
        .ifPresent(
            given -> {
              if (!given.isArray()) {
                inputs.refuse("download", EXPECTED, given);
              }
              given.forEach(one -> downloads.add(parse(inputs, one)));
            });
    return downloads;
  }

  private static Download parse(Inputs inputs, JsonNode given) {
    String path = given.isTextual() ? given.textValue() : given.path("path").asText("");
    String encoding = given.path("encoding").asText("text");
    if (path.isBlank() || !encoding.matches("text|base64")) {
      inputs.refuse("download", EXPECTED, given);
    }
    return new Download(path, encoding.equals("base64"));
  }
}
