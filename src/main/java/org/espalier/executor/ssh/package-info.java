/**
 * The executor that runs a command on another machine over SSH, and transfers files.
 *
 * <p>Entry type: {@link org.espalier.executor.ssh.SshExecutor}; the path of an attempt is in {@code
 * SshRun}, what is kept between attempts in {@code Connections}. May use {@code executor}, {@code
 * executor.egress}, {@code json} and {@code settings}. JSch is used here and nowhere else, and
 * loaded with the first attempt.
 */
@NullMarked
package org.espalier.executor.ssh;

import org.jspecify.annotations.NullMarked;
