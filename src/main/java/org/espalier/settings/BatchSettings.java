package org.espalier.settings;

/**
 * Which jobs {@code batch_executor} may run ({@code espalier.executors.batch.*}).
 *
 * @param allow names of job XML files; {@code application#job} for those of another application;
 *     none switches the executor off
 */
public record BatchSettings(NamePatterns allow) {
  static BatchSettings read(SettingsReader reader) {
    return new BatchSettings(new NamePatterns(reader.list("espalier.executors.batch.allow")));
  }
}
