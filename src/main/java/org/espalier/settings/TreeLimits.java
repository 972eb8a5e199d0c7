package org.espalier.settings;

/**
 * How large a submission may be ({@code espalier.limits.*}); above a limit it is refused, not cut.
 *
 * @param maxBodyBytes bytes of one request body
 * @param maxTasksPerTree tasks of one tree
 * @param maxTreesPerRequest trees of one bulk submission
 * @param maxDepth levels from the root to the deepest task, the root being level 1
 * @param maxInputsBytes bytes of one task's inputs, params and schemas, each
 * @param maxReportedViolations how many faults of a submission are listed before the rest is
 *     counted
 */
public record TreeLimits(
    int maxBodyBytes,
    int maxTasksPerTree,
    int maxTreesPerRequest,
    int maxDepth,
    int maxInputsBytes,
    int maxReportedViolations) {

  static TreeLimits read(SettingsReader reader) {
    String p = "espalier.limits.";
    return new TreeLimits(
        reader.integer(p + "max-body-bytes", 16 << 20, 1_024, 1 << 30),
        reader.integer(p + "max-tasks-per-tree", 100_000, 1, 10_000_000),
        reader.integer(p + "max-trees-per-request", 10_000, 1, 1_000_000),
        reader.integer(p + "max-depth", 100, 1, 240),
        reader.integer(p + "max-inputs-bytes", 1 << 20, 16, 256 << 20),
        reader.integer(p + "max-reported-violations", 100, 1, 100_000));
  }
}
