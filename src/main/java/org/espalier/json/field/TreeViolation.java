package org.espalier.json.field;

/**
 * One fault of a submission or request.
 *
 * @param pointer JSON pointer (RFC 6901) to the offending field; empty for the whole body
 * @param code one stable word: {@code unknown_dependency}
 * @param message one sentence: what was expected and what was given
 */
public record TreeViolation(String pointer, String code, String message) {}
