/**
 * The executor that runs a container on a Docker-compatible engine, Docker's own or Podman's.
 *
 * <p>Entry type: {@link org.espalier.executor.docker.DockerExecutor}. May use {@code executor},
 * {@code json} and {@code settings}. The Engine API (1.41 is what is needed of it) is spoken with
 * Apache HttpClient, see docs/adr/0018-docker-by-httpclient.md.
 */
@NullMarked
package org.espalier.executor.docker;

import org.jspecify.annotations.NullMarked;
