package org.espalier.it;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.ArchivePaths;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The packaged WAR, with what tests need that run inside the server. The same for every test class,
 * which therefore needs no method with {@code @Deployment}.
 */
public final class TestableWar implements DeploymentScenarioGenerator {
  /** Named so that Payara Micro serves it at the root. */
  private static final String NAME = "ROOT.war";

  private static final ArchivePath WEB_XML = ArchivePaths.create("WEB-INF/web.xml");

  /** The WAR's web.xml lets no library add a servlet, and so Arquillian's is named there. */
  private static final String RUNNER =
      """
        <servlet>
          <servlet-name>ArquillianServletRunnerEE9</servlet-name>
          <servlet-class>org.jboss.arquillian.protocol.servlet5.runner.ServletTestRunner</servlet-class>
        </servlet>
        <servlet-mapping>
          <servlet-name>ArquillianServletRunnerEE9</servlet-name>
          <url-pattern>/ArquillianServletRunnerEE9</url-pattern>
        </servlet-mapping>
      </web-app>
      """;

  /** For Arquillian. */
  public TestableWar() {}

  @Override
  public List<DeploymentDescription> generate(TestClass testClass) {
    WebArchive war =
        ShrinkWrap.create(ZipImporter.class, NAME)
            .importFrom(new File("target/espalier.war"))
            .as(WebArchive.class)
            .addClasses(InsideIT.class, StoredEntities.class, Await.class)
            .addAsLibraries(libraries());
    String webXml = text(war.get(WEB_XML).getAsset());
    war.delete(WEB_XML);
    war.add(new StringAsset(webXml.replace("</web-app>", RUNNER)), WEB_XML);
    return List.of(new DeploymentDescription("espalier", war));
  }

  private static String text(Asset asset) {
    try (var in = asset.openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static File[] libraries() {
    return Arrays.stream(ClassPath.ofTheTests().split(File.pathSeparator))
        .filter(path -> path.matches(".*/(assertj-core|byte-buddy)-\\d[^/]*\\.jar"))
        .map(File::new)
        .toArray(File[]::new);
  }
}
