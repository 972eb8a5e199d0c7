package org.espalier.executor.rest;

import java.util.Base64;
import org.espalier.executor.Inputs;

/** A field of base64, line breaks allowed, in the usual or the URL's alphabet. */
final class Base64Input {
  private Base64Input() {}

  static byte[] decode(Inputs inputs, String field) {
    String text = inputs.text(field).orElse("").replaceAll("\\s", "");
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return inputs.refuse(field, "base64", inputs.values().get(field));
    }
  }
}
