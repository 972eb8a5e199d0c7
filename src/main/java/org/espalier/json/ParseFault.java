package org.espalier.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.regex.Pattern;

/** Says what is wrong with a text in words that know nothing of the parser. Stateless. */
final class ParseFault {
  private static final Pattern START =
      Pattern.compile("\\(start marker at \\[Source: .*?; line: (\\d+), column: (\\d+)]\\)");
  private static final Pattern ORIGIN = Pattern.compile(",? (from|as per) `[^`]*`");
  private static final Pattern SOURCE = Pattern.compile(" ?\\(?\\[Source: .*]\\)?");
  private static final Pattern QUOTED_NAME = Pattern.compile("`([^`]*[.$])?([^`]*)`");

  private ParseFault() {}

  static String of(JsonProcessingException e) {
    if (e instanceof MismatchedInputException) {
      return "one value was expected, and there is more after it";
    }
    String text = firstLine(e.getOriginalMessage());
    text = START.matcher(text).replaceAll("(which begins at line $1, column $2)");
    text = ORIGIN.matcher(text).replaceAll("");
    text = SOURCE.matcher(text).replaceAll("");
    return QUOTED_NAME.matcher(text).replaceAll("$2");
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
