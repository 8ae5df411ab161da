package io.isotherm.cli.verify;

import io.isotherm.cli.verify.ColumnComparison.Parse;
import io.isotherm.job.config.TableSettings.OnOutOfRange;
import io.isotherm.job.config.TableSettings.OnSchemaChange;
import io.isotherm.job.schema.SourceSql;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides per pair of column types how values are rendered alike by both servers.
 *
 * <table>
 * <caption>Renderings</caption>
 * <tr><th>Postgres</th><th>ClickHouse</th><th>compared as</th></tr>
 * <tr><td>bool, bit(1)</td><td>Bool</td><td>0 or 1</td></tr>
 * <tr><td>int2, int4, int8, oid</td><td>(U)IntN, String</td><td>decimal digits</td></tr>
 * <tr><td>float4, float8</td><td>Float32, Float64</td><td>IEEE bits, so -0 differs from 0; every NaN is one
 * NaN</td></tr>
 * <tr><td>numeric, money</td><td>Decimal</td><td>digits at the larger of both scales</td></tr>
 * <tr><td>numeric, money</td><td>String</td><td>Postgres' text</td></tr>
 * <tr><td>text kinds, json, enum, network, bits, and every other type</td><td>String</td><td>length and bytes of
 * Postgres' output text; char(n) with its padding</td></tr>
 * <tr><td>uuid</td><td>UUID, String</td><td>lower-case text</td></tr>
 * <tr><td>bytea</td><td>String</td><td>hexadecimal bytes</td></tr>
 * <tr><td>date</td><td>Date32, Date</td><td>days since 2000-01-01</td></tr>
 * <tr><td>timestamp, timestamptz</td><td>DateTime64</td><td>microseconds since 2000-01-01 UTC</td></tr>
 * <tr><td>time</td><td>Time64, String</td><td>HH:MM:SS.ffffff</td></tr>
 * <tr><td>timetz, interval</td><td>String</td><td>the ISO text that Debezium sends</td></tr>
 * </table>
 *
 * <p>Everything else, and hashed columns, are compared for being NULL only, with a reservation that says so. A column
 * that the hot table lacks is compared as if it were NULL there.
 */
final class ColumnRules {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");
    private static final Set<String> PLAIN_TEXTS = Set.of("text", "varchar", "json", "jsonb", "citext");

    private final ReplicatedTable table;

    ColumnRules(ReplicatedTable table) {
        this.table = table;
    }

    /** @param target the hot table's column, if it has it */
    ColumnComparison comparison(SourceColumn source, Optional<TargetColumn> target) {
        if (target.isEmpty() && table.settings().onSchemaChange() == OnSchemaChange.IGNORE) {
            return new ColumnComparison(
                    source.name(),
                    ColumnComparison.NULL,
                    ColumnComparison.NULL,
                    ColumnComparison.NULL,
                    ColumnComparison.NULL,
                    new Parse("%s", "%s", "%s"),
                    Optional.of("on_schema_change: ignore keeps it out of the hot table: not compared"));
        }
        if (target.isEmpty()) {
            return nullOnly(
                    source,
                    "'V'",
                    ColumnComparison.NULL,
                    "it comes to the hot table with the table's next change, or with ./isotherm resync: taken as NULL there until then");
        }
        if (table.settings().hash().contains(source.name())) {
            return nullOnly(source, target.get(), "hashed by tables.yaml: only compared for being NULL");
        }
        return forTypes(source, target.get())
                .orElseGet(() -> nullOnly(
                        source,
                        target.get(),
                        source.declaration() + " against " + target.get().type()
                                + " has no rule: only compared for being NULL"));
    }

    private Optional<ColumnComparison> forTypes(SourceColumn source, TargetColumn target) {
        String value = source.reference();
        String stored = target.reference();
        String base = target.baseType();
        boolean bool = base.equals("Bool");
        return switch (source.type()) {
            case "bool" ->
                when(
                        bool,
                        source,
                        target,
                        rendered("(%s)::int::text", value),
                        rendered("toString(toUInt8(%s))", stored));
            case "bit" ->
                bool
                        ? when(true, source, target, value + "::int::text", rendered("toString(toUInt8(%s))", stored))
                        : text(source, target, SourceSql.outputText(value));
            case "float4", "float8" -> floatingPoint(source, target);
            case "numeric" -> exactNumber(source, target, value);
            case "money" -> exactNumber(source, target, rendered("round(%s::numeric, 2)", value));
            case "uuid" ->
                when(
                        base.equals("UUID") || target.isString(),
                        source,
                        target,
                        value + "::text",
                        rendered("toString(%s)", stored));
            case "bytea" -> bytes(source, target);
            case "date", "timestamp", "timestamptz" -> pointInTime(source, target);
            case "time" -> timeOfDay(source, target);
            case "timetz" -> text(source, target, rendered("((%s AT TIME ZONE 'UTC')::time::text || 'Z')", value));
            case "interval" -> text(source, target, SourceSql.isoInterval(value));
            default -> otherTypes(source, target);
        };
    }

    private Optional<ColumnComparison> otherTypes(SourceColumn source, TargetColumn target) {
        String value = source.reference();
        if (INTEGERS.contains(source.type())) {
            boolean fits = target.isInteger() || target.isString();
            return when(fits, source, target, value + "::text", rendered("toString(%s)", target.reference()));
        }
        if (source.enumType() || PLAIN_TEXTS.contains(source.type())) {
            return text(source, target, value + "::text");
        }
        return text(source, target, SourceSql.outputText(value));
    }

    private static Optional<ColumnComparison> floatingPoint(SourceColumn source, TargetColumn target) {
        String base = target.baseType();
        boolean wide = source.type().equals("float8") || base.equals("Float64");
        String type = wide ? "float8" : "float4";
        String bits = rendered(
                "CASE WHEN %1$s = 'NaN' THEN 'NaN' ELSE encode(" + type + "send(%1$s::" + type + "), 'hex') END",
                source.reference());
        String stored = rendered(
                "if(isNaN(%1$s), 'NaN', lower(hex(reverse(reinterpretAsFixedString("
                        + (wide ? "toFloat64" : "toFloat32") + "(assumeNotNull(%1$s)))))))",
                target.reference());
        boolean fits = base.equals("Float32") || base.equals("Float64");
        return fits
                ? Optional.of(new ColumnComparison(
                        source.name(),
                        orNull(bits),
                        rendered("if(isNull(%s), '~', assumeNotNull(%s))", target.reference(), stored),
                        source.reference() + "::text",
                        rendered("toString(%s)", target.reference()),
                        Parse.casts(source, target),
                        Optional.empty()))
                : Optional.empty();
    }

    private static Optional<ColumnComparison> exactNumber(SourceColumn source, TargetColumn target, String value) {
        if (target.isString()) {
            return text(source, target, value + "::text");
        }
        int stored = target.decimalScale();
        if (stored < 0) {
            return Optional.empty();
        }
        int scale = Math.max(stored, source.scale());
        return Optional.of(comparison(
                source,
                target,
                rendered("round(%s, " + scale + ")::text", value),
                rendered("toDecimalString(%s, " + scale + ")", target.reference()),
                Parse.casts(source, target)));
    }

    private static Optional<ColumnComparison> bytes(SourceColumn source, TargetColumn target) {
        if (!target.isString()) {
            return Optional.empty();
        }
        return Optional.of(comparison(
                source,
                target,
                rendered("encode(%s, 'hex')", source.reference()),
                rendered("lower(hex(%s))", target.reference()),
                new Parse("decode(%s, 'hex')", "unhex(%s)", "unhex(%s)")));
    }

    private Optional<ColumnComparison> pointInTime(SourceColumn source, TargetColumn target) {
        String value = inRange(source);
        boolean zoned = source.type().equals("timestamptz");
        // The policy string keeps Postgres' own text in UTC, with its offset; as a key, DateTime64 takes none.
        String shown = zoned ? rendered("(%s AT TIME ZONE 'UTC')::text", value) : value + "::text";
        if (target.isString()) {
            return text(source, target, value + "::text");
        }
        boolean day = source.type().equals("date");
        boolean fits =
                day ? target.baseType().startsWith("Date") : target.baseType().startsWith("DateTime64");
        if (!fits || (day && target.baseType().startsWith("DateTime"))) {
            return Optional.empty();
        }
        String stored = day
                ? rendered("toInt32(%s) - 10957", target.reference())
                : rendered(
                        "toUnixTimestamp64Micro(CAST(%s AS "
                                + (target.type().startsWith("Nullable")
                                        ? "Nullable(DateTime64(6, 'UTC'))"
                                        : "DateTime64(6, 'UTC')")
                                + ")) - 946684800000000",
                        target.reference());
        return Optional.of(new ColumnComparison(
                source.name(),
                orNull(rendered("encode(" + source.type() + "_send(%s), 'hex')", value)),
                rendered(
                        "ifNull(lower(hex(reverse(reinterpretAsFixedString(" + (day ? "toInt32" : "toInt64")
                                + "(%s))))), '~')",
                        stored),
                shown,
                rendered("toString(%s)", target.reference()),
                Parse.casts(source, target),
                Optional.empty()));
    }

    /** The value, or with the policy clamp the nearest one that the job stores outside keys. */
    private String inRange(SourceColumn source) {
        if (table.settings().onOutOfRange() != OnOutOfRange.CLAMP || table.key().contains(source.name())) {
            return source.reference();
        }
        String type = source.type();
        String zone = type.equals("timestamptz") ? "+00" : "";
        boolean day = type.equals("date");
        String earliest = type + " '1900-01-01" + (day ? "" : " 00:00:00" + zone) + "'";
        String latest = type + " '2299-12-31" + (day ? "" : " 23:59:59.999999" + zone) + "'";
        return rendered(
                "CASE WHEN %1$s IS NULL THEN NULL ELSE greatest(least(%1$s, " + latest + "), " + earliest + ") END",
                source.reference());
    }

    private static Optional<ColumnComparison> timeOfDay(SourceColumn source, TargetColumn target) {
        boolean fits = target.baseType().startsWith("Time64") || target.isString();
        String value = rendered("to_char(%s, 'HH24:MI:SS.US')", source.reference());
        return when(fits, source, target, value, rendered("toString(%s)", target.reference()));
    }

    /** Free text: its length in bytes stands before it, so that no content can move a column's boundary. */
    private static Optional<ColumnComparison> text(SourceColumn source, TargetColumn target, String value) {
        if (!target.isString()) {
            return Optional.empty();
        }
        String stored = target.reference();
        return Optional.of(new ColumnComparison(
                source.name(),
                orNull(rendered("octet_length(%1$s) || ':' || %1$s", "(" + value + ")")),
                rendered("ifNull(concat(toString(length(%1$s)), ':', %1$s), '~')", stored),
                value,
                stored,
                Parse.casts(source, target),
                Optional.empty()));
    }

    private static Optional<ColumnComparison> when(
            boolean fits, SourceColumn source, TargetColumn target, String value, String stored) {
        return fits
                ? Optional.of(comparison(source, target, value, stored, Parse.casts(source, target)))
                : Optional.empty();
    }

    /** For renderings over a closed alphabet without {@code ~} and {@code ;}, NULL for NULL. */
    private static ColumnComparison comparison(
            SourceColumn source, TargetColumn target, String value, String stored, Parse parse) {
        return new ColumnComparison(
                source.name(),
                orNull(value),
                rendered("ifNull(%s, '~')", stored),
                value,
                stored,
                parse,
                Optional.empty());
    }

    private static ColumnComparison nullOnly(SourceColumn source, TargetColumn target, String reservation) {
        return nullOnly(source, "'V'", rendered("if(isNull(%s), '~', 'V')", target.reference()), reservation);
    }

    private static ColumnComparison nullOnly(
            SourceColumn source, String present, String targetEncoding, String reservation) {
        String encoding = "CASE WHEN " + source.reference() + " IS NULL THEN '~' ELSE " + present + " END";
        return new ColumnComparison(
                source.name(),
                encoding,
                targetEncoding,
                encoding,
                targetEncoding,
                new Parse("%s", "%s", "%s"),
                Optional.of(reservation));
    }

    private static String orNull(String value) {
        return "coalesce(" + value + ", " + ColumnComparison.NULL + ")";
    }

    private static String rendered(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
