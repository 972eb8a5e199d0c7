package org.espalier.settings;

/**
 * Runs whose executors are not entered ({@code espalier.demo.*}).
 *
 * @param sleepScale how many seconds each of their tasks takes; 0 for none
 */
public record DemoSettings(double sleepScale) {
  static DemoSettings read(SettingsReader reader) {
    return new DemoSettings(reader.decimal("espalier.demo.sleep-scale", 1, 0, 600));
  }
}
