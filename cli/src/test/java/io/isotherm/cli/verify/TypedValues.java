package io.isotherm.cli.verify;

import java.util.List;

/**
 * A column with values of its type, each as a Postgres and as a ClickHouse literal; NULL is tried besides.
 *
 * @param literals pairs of literals
 */
record TypedValues(String column, String sourceType, String targetType, List<List<String>> literals) {

    /** Every type of the contract between job and hot tables, with the edges of its range. */
    static List<TypedValues> all() {
        return List.of(
                of("c_bool", "boolean", "Bool", "true", "true", "false", "false"),
                of("c_int2", "smallint", "Int16", "-32768", "-32768", "32767", "32767", "0", "0"),
                of("c_int4", "integer", "Int32", "-2147483648", "-2147483648", "2147483647", "2147483647", "0", "0"),
                of(
                        "c_int8",
                        "bigint",
                        "Int64",
                        "-9223372036854775808",
                        "-9223372036854775808",
                        "9223372036854775807",
                        "9223372036854775807",
                        "1",
                        "1"),
                of(
                        "c_real",
                        "real",
                        "Float32",
                        "'NaN'",
                        "nan",
                        "'Infinity'",
                        "inf",
                        "'-Infinity'",
                        "-inf",
                        "'-0'",
                        "toFloat32(-0.0)",
                        "0",
                        "0",
                        "1.1",
                        "toFloat32('1.1')",
                        "3.4028235e38",
                        "toFloat32('3.4028235e38')",
                        "1e-45",
                        "toFloat32('1e-45')"),
                of(
                        "c_double",
                        "double precision",
                        "Float64",
                        "'NaN'",
                        "nan",
                        "'Infinity'",
                        "inf",
                        "'-Infinity'",
                        "-inf",
                        "'-0'",
                        "toFloat64('-0')",
                        "0",
                        "0",
                        "0.1",
                        "0.1",
                        "1.7976931348623157e308",
                        "toFloat64('1.7976931348623157e308')",
                        "5e-324",
                        "toFloat64('5e-324')"),
                of(
                        "c_decimal",
                        "numeric(12,2)",
                        "Decimal(12, 2)",
                        "-1234567890.12",
                        "toDecimal64('-1234567890.12', 2)",
                        "0.5",
                        "toDecimal64('0.5', 2)",
                        "-0.01",
                        "toDecimal64('-0.01', 2)",
                        "0",
                        "toDecimal64('0', 2)"),
                of(
                        "c_whole",
                        "numeric(38)",
                        "Decimal(38, 0)",
                        "99999999999999999999999999999999999999",
                        "toDecimal128('99999999999999999999999999999999999999', 0)",
                        "-1",
                        "toDecimal128('-1', 0)"),
                of(
                        "c_wide",
                        "numeric(76,20)",
                        "Decimal(76, 20)",
                        "-12345678901234567890123456789012345678901234567890123456.00000000000000000001",
                        "toDecimal256('-12345678901234567890123456789012345678901234567890123456.00000000000000000001', 20)",
                        "0.1",
                        "toDecimal256('0.1', 20)"),
                of(
                        "c_numeric",
                        "numeric",
                        "String",
                        "1e-30",
                        "'0.000000000000000000000000000001'",
                        "1e40",
                        "'10000000000000000000000000000000000000000'",
                        "1.50",
                        "'1.50'",
                        "1.5",
                        "'1.5'",
                        "'NaN'",
                        "'NaN'",
                        "'Infinity'",
                        "'Infinity'",
                        "'-Infinity'",
                        "'-Infinity'"),
                of(
                        "c_money",
                        "money",
                        "Decimal(19, 2)",
                        "'-1234.11'",
                        "toDecimal128('-1234.11', 2)",
                        "92233720368547758.07",
                        "toDecimal128('92233720368547758.07', 2)",
                        "0",
                        "toDecimal128('0', 2)"),
                of(
                        "c_char", "char(5)", "String", "'ab'", "'ab   '", "''", "'     '", "'abcde'", "'abcde'", "'ä'",
                        "'ä    '"),
                of(
                        "c_varchar",
                        "varchar(40)",
                        "String",
                        "''",
                        "''",
                        "'~'",
                        "'~'",
                        "'NULL'",
                        "'NULL'",
                        "'it''s; 3:x\\y'",
                        "'it\\'s; 3:x\\\\y'",
                        "E'\\u0001\\n\\t\\r'",
                        "'\\x01\\n\\t\\r'"),
                of(
                        "c_text",
                        "text",
                        "String",
                        "'日本語 😀'",
                        "'日本語 😀'",
                        "''",
                        "''",
                        "' '",
                        "' '",
                        "repeat('x', 100000)",
                        "repeat('x', 100000)"),
                of("c_name", "name", "String", "'pg_class'", "'pg_class'", "''", "''"),
                of("c_xml", "xml", "String", "'<a>1</a>'", "'<a>1</a>'", "'<b/>'", "'<b/>'"),
                of(
                        "c_uuid",
                        "uuid",
                        "UUID",
                        "'00000000-0000-0000-0000-000000000000'",
                        "toUUID('00000000-0000-0000-0000-000000000000')",
                        "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
                        "toUUID('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')"),
                of(
                        "c_json",
                        "json",
                        "String",
                        "'{\"a\": 1,  \"a\":9007199254740993}'",
                        "'{\"a\": 1,  \"a\":9007199254740993}'",
                        "'null'",
                        "'null'"),
                of(
                        "c_jsonb",
                        "jsonb",
                        "String",
                        "'{\"b\":[1,2],\"a\":null}'",
                        "'{\"a\": null, \"b\": [1, 2]}'",
                        "'\"\"'",
                        "'\"\"'",
                        "'0'",
                        "'0'"),
                of(
                        "c_bytea",
                        "bytea",
                        "String",
                        "''",
                        "''",
                        "'\\x00'",
                        "unhex('00')",
                        "'\\x0000'",
                        "unhex('0000')",
                        "'\\xff00c3'",
                        "unhex('ff00c3')"),
                of(
                        "c_date",
                        "date",
                        "Date32",
                        "'1900-01-01'",
                        "toDate32('1900-01-01')",
                        "'1970-01-01'",
                        "toDate32('1970-01-01')",
                        "'2000-01-01'",
                        "toDate32('2000-01-01')",
                        "'2299-12-31'",
                        "toDate32('2299-12-31')"),
                of(
                        "c_timestamp",
                        "timestamp",
                        "DateTime64(6, 'UTC')",
                        "'1900-01-01 00:00:00'",
                        "toDateTime64('1900-01-01 00:00:00', 6, 'UTC')",
                        "'1999-12-31 23:59:59.999999'",
                        "toDateTime64('1999-12-31 23:59:59.999999', 6, 'UTC')",
                        "'2024-02-29 12:00:00.1'",
                        "toDateTime64('2024-02-29 12:00:00.1', 6, 'UTC')",
                        "'2299-12-31 23:59:59.999999'",
                        "toDateTime64('2299-12-31 23:59:59.999999', 6, 'UTC')"),
                of(
                        "c_timestamp3",
                        "timestamp(3)",
                        "DateTime64(6, 'UTC')",
                        "'2024-02-29 12:00:00.123'",
                        "toDateTime64('2024-02-29 12:00:00.123', 6, 'UTC')",
                        "'1970-01-01'",
                        "toDateTime64('1970-01-01 00:00:00', 6, 'UTC')"),
                of(
                        "c_timestamptz",
                        "timestamptz",
                        "DateTime64(6, 'UTC')",
                        "'2024-03-31 02:30:00.000001+02'",
                        "toDateTime64('2024-03-31 00:30:00.000001', 6, 'UTC')",
                        "'1969-12-31 23:59:59.999999Z'",
                        "toDateTime64('1969-12-31 23:59:59.999999', 6, 'UTC')"),
                of(
                        "c_time",
                        "time",
                        "Time64(6)",
                        "'00:00:00'",
                        "CAST('00:00:00' AS Time64(6))",
                        "'23:59:59.999999'",
                        "CAST('23:59:59.999999' AS Time64(6))",
                        "'24:00:00'",
                        "CAST('24:00:00' AS Time64(6))"),
                of(
                        "c_timetz",
                        "timetz",
                        "String",
                        "'12:00:00.120+02'",
                        "'10:00:00.12Z'",
                        "'23:00:00-03'",
                        "'02:00:00Z'"),
                of(
                        "c_interval",
                        "interval",
                        "String",
                        "'1 year 2 mons 3 days 04:05:06.78'",
                        "'P1Y2M3DT4H5M6.78S'",
                        "'0'",
                        "'P0Y0M0DT0H0M0S'",
                        "'-1 year -2 mons -3 days -04:05:06.000001'",
                        "'P-1Y-2M-3DT-4H-5M-6.000001S'"),
                of(
                        "c_enum",
                        "verify_mood",
                        "LowCardinality(String)",
                        "'happy'",
                        "'happy'",
                        "'it''s; \"so\"'",
                        "'it\\'s; \"so\"'"),
                of("c_bit", "bit(1)", "Bool", "B'1'", "true", "B'0'", "false"),
                of("c_bits", "bit(10)", "String", "B'0000000001'", "'0000000001'", "B'1000000000'", "'1000000000'"),
                of("c_varbit", "varbit", "String", "B''", "''", "B'0'", "'0'", "B'00'", "'00'"),
                of("c_inet", "inet", "String", "'192.168.2.1/12'", "'192.168.2.1/12'", "'::1'", "'::1'"),
                of(
                        "c_cidr",
                        "cidr",
                        "String",
                        "'192.168.0.0/16'",
                        "'192.168.0.0/16'",
                        "'10.0.0.1/32'",
                        "'10.0.0.1/32'"),
                of(
                        "c_macaddr",
                        "macaddr",
                        "String",
                        "'08:00:2B:01:02:03'",
                        "'08:00:2b:01:02:03'",
                        "'00:00:00:00:00:00'",
                        "'00:00:00:00:00:00'"),
                of("c_domain", "verify_domain", "Int32", "7", "7", "8", "8"),
                of("Odd \"col\" `x` %s;--", "text", "String", "'a'", "'a'", "'b'", "'b'"));
    }

    private static TypedValues of(String column, String sourceType, String targetType, String... literals) {
        List<List<String>> pairs = java.util.stream.IntStream.range(0, literals.length / 2)
                .mapToObj(i -> List.of(literals[2 * i], literals[2 * i + 1]))
                .toList();
        return new TypedValues(column, sourceType, targetType, pairs);
    }

    String nullableTargetType() {
        return targetType.startsWith("LowCardinality(")
                ? "LowCardinality(Nullable(String))"
                : "Nullable(" + targetType + ")";
    }

    /** The pair of literals for a row; every value and then NULL, in turn. */
    List<String> literalsOf(int row) {
        int choice = row % (literals.size() + 1);
        return choice == literals.size() ? List.of("NULL", "NULL") : literals.get(choice);
    }

    /** A ClickHouse literal with another value than the row has. */
    String otherTargetLiteral(int row) {
        return literalsOf(row + 1).get(1);
    }
}
