package org.espalier.executor.http;

import java.time.Duration;

/**
 * What a failure tells the one who wrote the call: the names of what can be changed, which differ
 * between those who call.
 *
 * @param url the field that holds the URL
 * @param timeout the field or setting with the time for everything
 * @param wholeTime what it is; a call may have less, when others have used some of it
 * @param connectTimeout the same for each connection
 * @param connectTime what it is
 * @param size what to do about a body that is too large, in a sentence
 * @param tls what to do about a certificate that is not trusted, in a sentence
 */
public record CallAdvice(
    String url,
    String timeout,
    Duration wholeTime,
    String connectTimeout,
    Duration connectTime,
    String size,
    String tls) {
  /** For calls whose certificate check a task can switch off. */
  public static final String VERIFY =
      "Check the certificate, or set inputs.verify to false if you must.";
}
