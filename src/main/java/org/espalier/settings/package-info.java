/**
 * Configuration, read once at start into records.
 *
 * <p>Entry type: {@link org.espalier.settings.EspalierSettings}. Every key is listed in {@code
 * docs/configuration.md} and tested in {@code EspalierSettingsTest}. May use the root package.
 */
@NullMarked
package org.espalier.settings;

import org.jspecify.annotations.NullMarked;
