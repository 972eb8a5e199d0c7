/**
 * The executor that reads a web page: its text, what it says about itself, its links.
 *
 * <p>Entry type: {@link org.espalier.executor.scrape.ScrapeExecutor}. May use {@code executor},
 * {@code executor.egress}, {@code executor.http}, {@code json} and {@code settings}. jsoup is used
 * here and nowhere else, and is loaded with the first page.
 */
@NullMarked
package org.espalier.executor.scrape;

import org.jspecify.annotations.NullMarked;
