package org.espalier.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CachedJaxbContextsTest {
  /** Something to bind. */
  @XmlRootElement
  static class Element {}

  private final CachedJaxbContexts contexts = new CachedJaxbContexts();
  private final ClassLoader loader = getClass().getClassLoader();

  @Test
  void makesTheContextOfAPackageOnce() throws JAXBException {
    String packages = getClass().getPackageName();

    JAXBContext first = contexts.createContext(packages, loader, Map.of());

    assertThat(new CachedJaxbContexts().createContext(packages, loader, Map.of())).isSameAs(first);
  }

  @Test
  void doesNotRememberAFailure() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> contexts.createContext("no.such.place", loader, Map.of()))
          .isInstanceOf(JAXBException.class);
    }
  }

  @Test
  void leavesContextsOfClassesToTheServer() throws JAXBException {
    Class<?>[] classes = {Element.class};

    assertThat(contexts.createContext(classes, Map.of()))
        .isNotSameAs(contexts.createContext(classes, Map.of()));
  }
}
