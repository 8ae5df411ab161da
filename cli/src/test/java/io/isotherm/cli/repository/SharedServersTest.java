package io.isotherm.cli.repository;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.isotherm.cli.InTurn;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two integration tests run at once, and never two that use the same servers. */
@AnalyzeClasses(packages = "io.isotherm", importOptions = ImportOption.OnlyIncludeTests.class)
class SharedServersTest {
    @ArchTest
    static final ArchRule CLASSES_WITH_A_STACK_RUN_LAST =
            classes().that(call("TestStack", "running|fresh")).should().beAnnotatedWith(InTurn.class);

    @ArchTest
    static final ArchRule ONE_POSTGRES_OF_THE_DEMO_IS_LOCKED =
            classes().that(use("DemoPostgres")).should().beAnnotatedWith(ResourceLock.class);

    @ArchTest
    static final ArchRule ONE_PAIR_OF_SERVERS_FOR_SYNC_IS_LOCKED =
            classes().that(use("SyncServers")).should().beAnnotatedWith(ResourceLock.class);

    private static DescribedPredicate<JavaClass> call(String servers, String method) {
        return describe(
                "are integration tests that call " + servers + "." + method,
                tests -> tests.getSimpleName().endsWith("ITCase")
                        && tests.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getName().matches(method)
                                        && call.getTargetOwner().getSimpleName().equals(servers)));
    }

    private static DescribedPredicate<JavaClass> use(String servers) {
        return describe(
                "are integration tests that use " + servers,
                tests -> tests.getSimpleName().endsWith("ITCase")
                        && tests.getDirectDependenciesFromSelf().stream()
                                .anyMatch(used ->
                                        used.getTargetClass().getSimpleName().equals(servers)));
    }
}
