package io.ottla.server;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The house's walls: who may import whom, and where threads, time and libraries live. */
final class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.ottla");

  @Test
  void modulesImportOnlyWhatIsBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("runtime")
        .definedBy("io.ottla.runtime..")
        .layer("wire")
        .definedBy("io.ottla.wire..")
        .layer("storage")
        .definedBy("io.ottla.storage..")
        .layer("replication")
        .definedBy("io.ottla.replication..")
        .layer("coordinator")
        .definedBy("io.ottla.coordinator..")
        .layer("server")
        .definedBy("io.ottla.server..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("coordinator")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("replication")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("storage")
        .mayOnlyBeAccessedByLayers("replication", "server")
        .whereLayer("wire")
        .mayOnlyBeAccessedByLayers("storage", "replication", "coordinator", "server")
        .check(MAIN);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.ottla.(*).(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void nettyIsSeenByOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.ottla.server.network..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(MAIN);
  }

  @Test
  void nothingOfApacheKafkaOrRatisIsInMainCode() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.kafka..")
                .or(resideInAPackage("kafka.."))
                .or(resideInAPackage("org.apache.ratis..")))
        .check(MAIN);
  }

  @Test
  void timeRandomnessAndThreadsLiveInTheRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.ottla.runtime..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructorWhere(target(owner(assignableTo(Thread.class))))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .check(MAIN);
  }
}
