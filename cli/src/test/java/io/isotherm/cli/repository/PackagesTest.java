package io.isotherm.cli.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which packages may know each other. */
@AnalyzeClasses(packages = "io.isotherm.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    /** {@code Main} finds the demo's commands as it finds those of anybody else. */
    @ArchTest
    static final ArchRule THE_CORE_DOES_NOT_KNOW_THE_DEMO = noClasses()
            .that()
            .resideInAPackage("io.isotherm.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.isotherm.demo..");
}
