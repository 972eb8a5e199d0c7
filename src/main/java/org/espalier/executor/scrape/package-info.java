/**
 * The executor that reads a web page: its text, what it says about itself, its links.
 *
 * <p>Entry type: {@link org.espalier.executor.scrape.ScrapeExecutor}. May use the root package,
 * {@code json}, {@code settings}, {@code executor}, {@code executor.egress} and {@code
 * executor.http}. jsoup is used here and nowhere else, and is loaded with the first page.
 */
@NullMarked
package org.espalier.executor.scrape;

import org.jspecify.annotations.NullMarked;
