package org.espalier.engine.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What somebody answers.
 *
 * @param isApproval whether it is a yes
 * @param decidedBy who answers
 * @param isInGroup whether that person is in a group of this name, as far as the server knows
 * @param form what was filled in
 */
public record Answer(
    boolean isApproval,
    String decidedBy,
    Predicate<String> isInGroup,
    Optional<String> comment,
    Optional<ObjectNode> form) {}
