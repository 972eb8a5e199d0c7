/**
 * The executor that sends an e-mail, by SMTP or by an HTTP mail API.
 *
 * <p>Entry type: {@link org.espalier.executor.mail.EmailExecutor}. May use {@code executor}, {@code
 * executor.egress}, {@code executor.http}, {@code json} and {@code settings}. Jakarta Mail is the
 * server's, and is used here and nowhere else.
 */
@NullMarked
package org.espalier.executor.mail;

import org.jspecify.annotations.NullMarked;
