package org.espalier.executor;

/**
 * Where a value does not fit its JSON schema.
 *
 * @param pointer JSON pointer (RFC 6901) into the value; empty for the whole value
 * @param message one sentence: what was expected
 */
public record SchemaViolation(String pointer, String message) {}
