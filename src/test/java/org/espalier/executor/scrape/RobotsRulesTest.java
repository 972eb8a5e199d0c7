package org.espalier.executor.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsRulesTest {
  private static boolean allows(String robots, String path) {
    return RobotsRules.parse(robots.replace(";", "\n"), "Espalier").allow(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | / | true",
        "User-agent: *;Disallow: / | /x | false",
        "User-agent: *;Disallow: | /x | true",
        "User-agent: *;Disallow: /a | /b/a | true",
        "User-agent: *;Disallow: /a | /ab?c=1 | false",
        "User-agent: *;Disallow: /a;Allow: /ab | /abc | true",
        "User-agent: *;Allow: /a;Disallow: /a | /a | true",
        "User-agent: *;Disallow: /*.pdf$ | /x/y.pdf | false",
        "User-agent: *;Disallow: /*.pdf$ | /x/y.pdf?z | true",
        "User-agent: *;Disallow: /*a*b | /xaxbx | false",
        "User-agent: *;Disallow: /*?session | /x?session=1 | false",
        "User-agent: *;Disallow: /;;User-agent: espalier;Disallow: /private | /x | true",
        "User-agent: Espalier/2.0;Disallow: / | /x | false",
        "User-agent: EspalierBot;Disallow: / | /x | true",
        "User-agent: other;User-agent: Espalier;Disallow: /x | /x | false",
        "User-agent: Espalier;Disallow: /a;User-agent: other;Disallow: /b | /b | true",
        "User-agent: Espalier;Disallow: /a;User-agent: *;Disallow: /b;User-agent: Espalier;Disallow: /c | /c | false",
        "# all;user-AGENT: * # any;DISALLOW: /x # not this | /x | false",
        "<html>not found</html> | /x | true",
      })
  void readsAsTheStandardSays(String robots, String path, boolean allowed) {
    assertThat(allows(robots, path)).isEqualTo(allowed);
  }

  /** Stars are matched without going back. */
  @Test
  @Timeout(120)
  void aPatternCannotTakeLong() {
    String pattern = "*a".repeat(5_000) + "b$";
    assertThat(allows("User-agent: *;Disallow: /" + pattern, "/" + "a".repeat(200_000))).isTrue();
  }
}
