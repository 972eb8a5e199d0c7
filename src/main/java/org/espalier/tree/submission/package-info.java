/**
 * From JSON to a tree that can be stored: reads, validates, patches, copies and extends trees, and
 * reports all faults together.
 *
 * <p>Entry types: {@link org.espalier.tree.submission.SubmissionReader}, {@link
 * org.espalier.tree.submission.TreeValidator}. May use {@code json}, {@code json.field}, {@code
 * schedule}, {@code settings}, {@code tree} and {@code tree.condition}.
 */
@NullMarked
package org.espalier.tree.submission;

import org.jspecify.annotations.NullMarked;
