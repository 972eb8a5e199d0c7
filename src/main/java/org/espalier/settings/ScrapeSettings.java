package org.espalier.settings;

import java.time.Duration;

/**
 * How {@code scrape_executor} behaves towards web sites ({@code espalier.executors.scrape.*}).
 *
 * @param userAgent what it calls itself; its first word is the name it looks for in robots.txt
 * @param maxPageBytes largest page, after decompression
 * @param robotsLifetime how long a robots.txt is remembered
 */
public record ScrapeSettings(String userAgent, int maxPageBytes, Duration robotsLifetime) {
  static ScrapeSettings read(SettingsReader reader) {
    String p = "espalier.executors.scrape.";
    String userAgent = reader.text(p + "user-agent", "Espalier");
    if (!userAgent.matches("[A-Za-z_-]+([/ (][\\x20-\\x7e]*)?")) {
      throw new InvalidSettingException(
          p + "user-agent",
          "a product name of letters, '-' and '_', then '/version (comment)'",
          userAgent);
    }
    return new ScrapeSettings(
        userAgent,
        reader.integer(p + "max-page-bytes", 4 << 20, 1_024, 64 << 20),
        reader.duration(
            p + "robots-lifetime", Duration.ofHours(1), Duration.ZERO, Duration.ofDays(1)));
  }
}
