package io.isotherm.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Stages know what flows between them and nothing of each other; only the topology sees all. */
@AnalyzeClasses(packages = "io.isotherm.job", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    private static final String JOB = "io.isotherm.job";

    @ArchTest
    static final ArchRule STAGES_DO_NOT_KNOW_EACH_OTHER = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(JOB + "..")
            .layer("topology")
            .definedBy(JOB)
            .layer("source")
            .definedBy(JOB + ".source..")
            .layer("decode")
            .definedBy(JOB + ".decode..")
            .layer("latest")
            .definedBy(JOB + ".latest..")
            .layer("sink")
            .definedBy(JOB + ".sink..")
            .layer("schema")
            .definedBy(JOB + ".schema..")
            .layer("deadletter")
            .definedBy(JOB + ".deadletter..")
            .layer("audit")
            .definedBy(JOB + ".audit..")
            .layer("model")
            .definedBy(JOB + ".model..")
            .layer("config")
            .definedBy(JOB + ".config..")
            .layer("table")
            .definedBy(JOB + ".table..")
            .whereLayer("topology")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("source")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("decode")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("latest")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("sink")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("topology", "decode")
            .whereLayer("deadletter")
            .mayOnlyBeAccessedByLayers("topology", "sink")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("topology", "sink");

    /** A batch and a view know tables; no table knows who writes to it or reads it. */
    @ArchTest
    static final ArchRule ROOMS_OF_THE_SINK_FORM_NO_CIRCLE =
            slices().matching(JOB + ".sink.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ROOMS_OF_THE_SINK_DO_NOT_KNOW_THE_WHOLE = noClasses()
            .that()
            .resideInAnyPackage(JOB + ".sink.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JOB + ".sink");

    @ArchTest
    static final ArchRule AVRO_STAYS_IN_SCHEMA_AND_DECODE = noClasses()
            .that()
            .resideOutsideOfPackages(JOB + ".schema..", JOB + ".decode..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.avro..", "..io.confluent..");

    @ArchTest
    static final ArchRule CLICKHOUSE_CLIENT_STAYS_IN_SINK = noClasses()
            .that()
            .resideOutsideOfPackages(JOB + ".sink..", JOB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.clickhouse..");

    @ArchTest
    static final ArchRule PLAIN_FACTS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(JOB + ".table..", JOB + ".config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.apache.avro..", "com.clickhouse..");

    @ArchTest
    static final ArchRule NOTHING_PRINTS = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");
}
