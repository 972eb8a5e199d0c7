package org.espalier.executor.http;

import java.time.Duration;
import java.util.Optional;

/**
 * What to ask for, and how long and how much to wait for.
 *
 * @param first the request to begin with
 * @param timeout of the whole exchange, redirects included
 * @param connectTimeout of each connection
 * @param verify whether the peer's certificate is checked
 * @param tls whom to trust and who we are; empty for what the JVM has
 * @param followRedirects whether up to 10 redirects are followed
 * @param maxBytes largest body, after decompression
 * @param advice what failures say
 */
public record HttpCall(
    Hop first,
    Duration timeout,
    Duration connectTimeout,
    boolean verify,
    Optional<TlsIdentity> tls,
    boolean followRedirects,
    int maxBytes,
    CallAdvice advice) {}
