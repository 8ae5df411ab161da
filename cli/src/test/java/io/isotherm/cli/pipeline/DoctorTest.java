package io.isotherm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.ServerException;
import io.isotherm.cli.error.CliException;
import io.isotherm.cli.stack.Finding;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final int AUTHENTICATION_FAILED = 516;

    @Test
    void aServerThatRefusesThePasswordIsAFinding() {
        Finding finding = onlyFinding(() -> {
            throw new ServerException(AUTHENTICATION_FAILED, "admin: Authentication failed", 403, "a query");
        });

        assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
        assertThat(finding.subject()).isEqualTo("clickhouse");
        assertThat(finding.detail()).contains("refuses the password");
        assertThat(finding.remedy()).contains("ISOTHERM_HOME");
    }

    @Test
    void whatACheckSaysOfItselfIsAFinding() {
        Finding finding = onlyFinding(() -> {
            throw CliException.failed("the catalog cannot be read", "look into its log");
        });

        assertThat(finding.detail()).isEqualTo("the catalog cannot be read");
        assertThat(finding.remedy()).isEqualTo("look into its log");
    }

    @Test
    void aMistakeOfTheProgramIsNone() {
        assertThatThrownBy(() -> Doctor.guarded("clickhouse", () -> {
                    throw new IllegalStateException("a mistake");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Finding onlyFinding(Supplier<List<Finding>> checks) {
        List<Finding> findings = Doctor.guarded("clickhouse", checks);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
