/**
 * {@code approval_executor}: asks a person, and holds nothing until somebody has decided. Entry
 * type: {@link org.espalier.executor.approval.ApprovalExecutor}. May use {@code executor} and
 * {@code json}.
 */
@NullMarked
package org.espalier.executor.approval;

import org.jspecify.annotations.NullMarked;
