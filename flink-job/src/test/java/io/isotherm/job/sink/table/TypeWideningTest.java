package io.isotherm.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeWideningTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Int16 | Int64 | Int64",
                "Int64 | Int32 | Int64",
                "Int32 | Nullable(Int32) | Nullable(Int32)",
                "Nullable(Int16) | Int32 | Nullable(Int32)",
                "Decimal(10, 2) | Decimal(18,2) | Decimal(18, 2)",
                "Float32 | Float64 | Float64",
                "LowCardinality(String) | LowCardinality(Nullable(String)) | LowCardinality(Nullable(String))",
                "LowCardinality(String) | Nullable(String) | Nullable(String)",
                "DateTime64(6, 'UTC') | DateTime64(6,'UTC') | DateTime64(6, 'UTC')"
            })
    void findsTheTypeThatHoldsBoth(String a, String b, String both) {
        assertThat(TypeWidening.union(a, b)).contains(both);
        assertThat(TypeWidening.union(b, a)).contains(both);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Int32 | UInt32",
                "Int64 | Float64",
                "Int32 | String",
                "Decimal(10, 2) | Decimal(10, 3)",
                "Decimal(10, 2) | String",
                "Date32 | DateTime64(6, 'UTC')",
                "Bool | Int8"
            })
    void refusesWhatCouldChangeAValue(String a, String b) {
        assertThat(TypeWidening.union(a, b)).isEmpty();
        assertThat(TypeWidening.union(b, a)).isEmpty();
    }
}
