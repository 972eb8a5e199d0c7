package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.espalier.executor.Inputs;

/**
 * A host key a task expects.
 *
 * @param fingerprint {@code SHA256:...}, as {@code ssh-keygen -l} prints it
 * @param type {@code ssh-ed25519}; empty when only the fingerprint was given
 */
record HostKeyPin(String fingerprint, Optional<String> type) {
  private static final String EXPECTED =
      "SHA256:... as ssh-keygen -l prints it, or a public key (ssh-ed25519 AAAA...), or a list of them";

  /** The pins of {@code inputs.host_key}; none when it is absent. */
  static List<HostKeyPin> read(Inputs inputs) {
    List<HostKeyPin> pins = new ArrayList<>();
    Optional<JsonNode> given = inputs.value("host_key");
    if (given.isPresent() && given.get().isArray()) {
      given.get().forEach(one -> pins.add(parse(inputs, one)));
    } else {
      given.ifPresent(one -> pins.add(parse(inputs, one)));
    }
    return pins;
  }

  private static HostKeyPin parse(Inputs inputs, JsonNode given) {
    String[] words = given.asText().strip().split("\\s+");
    if (words[0].matches("SHA256:[A-Za-z0-9+/]{43}=?")) {
      return new HostKeyPin(words[0].replace("=", ""), Optional.empty());
    }
    try {
      if (words.length >= 2 && words[0].matches("[a-z0-9@.-]+")) {
        byte[] key = Base64.getDecoder().decode(words[1]);
        return new HostKeyPin(fingerprint(key), Optional.of(words[0]));
      }
    } catch (IllegalArgumentException e) {
      return inputs.refuse("host_key", EXPECTED, given);
    }
    return inputs.refuse("host_key", EXPECTED, given);
  }

  static String fingerprint(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
