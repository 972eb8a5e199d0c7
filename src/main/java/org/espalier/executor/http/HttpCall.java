package org.espalier.executor.http;

import java.time.Duration;

/**
 * What to ask for, and how long and how much to wait for.
 *
 * @param first the request to begin with
 * @param timeout of the whole exchange, redirects included
 * @param connectTimeout of each connection
 * @param verify whether the peer's certificate is checked
 * @param followRedirects whether up to 10 redirects are followed
 * @param maxBytes largest body, after decompression
 */
public record HttpCall(
    Hop first,
    Duration timeout,
    Duration connectTimeout,
    boolean verify,
    boolean followRedirects,
    int maxBytes) {}
