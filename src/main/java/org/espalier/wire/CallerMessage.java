package org.espalier.wire;

import java.util.List;

/**
 * Who calls, and what they may.
 *
 * @param permissions what the roles permit
 * @param executors restricted kinds that are granted by name; an administrator needs none
 */
public record CallerMessage(
    String name, List<String> roles, List<String> permissions, List<String> executors) {}
