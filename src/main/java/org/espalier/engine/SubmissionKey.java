package org.espalier.engine;

/**
 * What makes a repeated submission the same one.
 *
 * @param key the caller's {@code Idempotency-Key}, 1 to 255 characters
 * @param bodyHash SHA-256 of the body and of what else shapes the outcome, in hexadecimal
 */
public record SubmissionKey(String key, String bodyHash) {}
