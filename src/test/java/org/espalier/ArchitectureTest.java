package org.espalier;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.executor.TaskExecutor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape of the code, as the package-infos tell it. No exceptions, nothing frozen. */
class ArchitectureTest {
  private static final String ROOT = "org.espalier";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final Map<String, Set<String>> MAY_USE = PackagePermissions.read();

  private static String shortName(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  static Set<String> packages() {
    return CODE.stream()
        .map(ArchitectureTest::shortName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPackageSaysWhatItMayUse() {
    assertThat(packages()).isEqualTo(MAY_USE.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesExactlyWhatItSaysItMayUse(String name) {
    Set<String> used = new TreeSet<>();
    for (JavaClass type : CODE) {
      if (shortName(type).equals(name)) {
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(ArchitectureTest::isOurs)
            .map(ArchitectureTest::shortName)
            .filter(target -> !target.equals(name))
            .forEach(used::add);
      }
    }
    assertThat(used)
        .as("what %s uses, and its package-info says", name)
        .isEqualTo(MAY_USE.get(name));
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                return isOurs(type)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CODE);
  }

  /** Where a technology may appear, and nowhere else. */
  @Test
  void aTechnologyStaysInItsPackage() {
    confine("jakarta.batch..", "org.espalier.engine.batch..", "org.espalier.executor.batch..");
    confine("jakarta.jms..", "org.espalier.executor.jms..");
    confine("jakarta.ws.rs..", "org.espalier.api.rest..");
    confine("jakarta.servlet..", "org.espalier.api..");
    confine("org.hibernate..", "org.espalier.database..");
    confine("org.flywaydb..", "org.espalier.database..");
    confine("com.jcraft..", "org.espalier.executor.ssh..");
    confine("jakarta.mail..", "org.espalier.executor.mail..");
    confine("org.jsoup..", "org.espalier.executor.scrape..");
    confine("io.modelcontextprotocol..", "org.espalier.executor.mcp..");
    confine("io.agroal..", "org.espalier.executor.sql..");
    confine("reactor..", "org.espalier.executor.mcp..");
    confine("org.apache.hc..", "org.espalier.executor.http..", "org.espalier.executor.docker..");
    confine("io.grpc..", "org.espalier.executor.grpc..");
    confine("com.google.protobuf..", "org.espalier.executor.grpc..");
    confine("com.squareup..", "org.espalier.executor.grpc..");
    confine("com.networknt..", "org.espalier.executor..");
    confine("picocli..", "org.espalier.cli..");
    confine(
        "org.eclipse.microprofile.config..", "org.espalier.settings..", "org.espalier.security..");
  }

  private static void confine(String technology, String... home) {
    noClasses()
        .that()
        .resideOutsideOfPackages(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(CODE);
  }

  @Test
  void onlyTheDatabasePackageReadsSqlStates() { // #10
    noClasses()
        .that()
        .resideOutsideOfPackage("org.espalier.database..")
        .should()
        .callMethod(SQLException.class, "getSQLState")
        .check(CODE);
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() throws ClassNotFoundException {
    for (String name : packages()) {
      String info = (name.isEmpty() ? ROOT : ROOT + "." + name) + ".package-info";
      assertThat(Class.forName(info)).hasAnnotation(NullMarked.class);
    }
  }

  @Test
  void logsWithSystemLogger() {
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CODE);
    noClasses().should().dependOnClassesThat().resideInAPackage("org.slf4j..").check(CODE);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.espalier.cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CODE);
  }

  @Test
  void onlyContainersObjectsHaveInjectedFields() {
    Set<String> managed =
        Set.of(
            "jakarta.ejb.Singleton",
            "jakarta.ejb.Stateless",
            "jakarta.enterprise.context.ApplicationScoped",
            "jakarta.enterprise.context.RequestScoped",
            "jakarta.enterprise.context.Dependent",
            "jakarta.inject.Singleton",
            "jakarta.inject.Named",
            "jakarta.servlet.annotation.WebFilter",
            "jakarta.servlet.annotation.WebServlet",
            "jakarta.servlet.annotation.WebListener",
            "jakarta.ws.rs.Path",
            "jakarta.ws.rs.ext.Provider");
    DescribedPredicate<JavaClass> isManaged =
        DescribedPredicate.describe(
            "objects of a container", type -> managed.stream().anyMatch(type::isAnnotatedWith));
    fields()
        .that()
        .areAnnotatedWith("jakarta.inject.Inject")
        .or()
        .areAnnotatedWith("jakarta.annotation.Resource")
        .or()
        .areAnnotatedWith("jakarta.ejb.EJB")
        .or()
        .areAnnotatedWith("jakarta.persistence.PersistenceContext")
        .should()
        .beDeclaredInClassesThat(are(isManaged))
        .check(CODE);
  }

  @Test
  void whatIsCalledAnExecutorIsOne() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Executor")
        .and()
        .areNotInterfaces()
        .should()
        .implement(TaskExecutor.class)
        .check(CODE);
    classes()
        .that()
        .implement(TaskExecutor.class)
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleNameEndingWith("Executor")
        .check(CODE);
  }

  /**
   * What executors throw is a failure of their attempt and leaves no attempt; what methods of the
   * protocol throw is an error object and leaves no request.
   */
  @Test
  void publicExceptionsOutsideExecutorsAreEspaliersOwn() {
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .and()
        .arePublic()
        .and()
        .resideOutsideOfPackages("org.espalier.executor..", "org.espalier.api.jsonrpc..")
        .should()
        .beAssignableTo(EspalierException.class)
        .andShould()
        .haveSimpleNameEndingWith("Exception")
        .check(CODE);
  }

  @Test
  void nothingStaticCanChange() {
    List<String> changeable = new ArrayList<>();
    for (JavaClass type : CODE) {
      for (JavaField field : type.getFields()) {
        boolean isStatic = field.getModifiers().contains(JavaModifier.STATIC);
        boolean isFinal = field.getModifiers().contains(JavaModifier.FINAL);
        if (isStatic && !isFinal && !field.getName().startsWith("$")) {
          changeable.add(field.getFullName());
        }
      }
    }
    assertThat(changeable).isEmpty();
  }
}
