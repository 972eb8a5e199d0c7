package org.espalier.it;

import java.net.URI;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/**
 * Runs a test class against the one server that Arquillian starts for the whole run ({@link
 * ManagedServer}, with all defaults), and gives it an {@link Http} client or the server's {@link
 * URI} as parameters of its constructor or methods. The class says {@code @RunAsClient}.
 *
 * <p>A test that stops or breaks a server makes its own; one that needs settings has {@link
 * FurnishedServer}.
 */
public final class DeployedServer extends ArquillianExtension {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Http.class || type == URI.class || super.supportsParameter(parameter, context);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == Http.class) {
      return new Http(ManagedServer.baseUri());
    }
    return type == URI.class ? ManagedServer.baseUri() : super.resolveParameter(parameter, context);
  }
}
