package io.isotherm.connect;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Values that the driver or Debezium cannot hold arrive as the text that Postgres prints, in the three ways that a row
 * comes: by the first snapshot, by the read of a table that is new, and as a change; whatever settings the database and
 * the role have.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TextsITCase {
    private static SourceDatabase database;
    private static ThreeWays ways;

    @BeforeAll
    static void start() throws Exception {
        database = new SourceDatabase();
        ways = new ThreeWays(database);
        database.execute(
                "CREATE SCHEMA ext",
                "CREATE EXTENSION citext SCHEMA ext",
                "ALTER DATABASE postgres SET IntervalStyle = 'sql_standard'",
                "ALTER DATABASE postgres SET DateStyle = 'German, DMY'",
                "ALTER DATABASE postgres SET quote_all_identifiers = on",
                "ALTER DATABASE postgres SET extra_float_digits = -10",
                "ALTER ROLE postgres SET bytea_output = 'escape'",
                "ALTER ROLE postgres SET TimeZone = 'Asia/Kathmandu'");
    }

    @AfterAll
    static void stop() throws Exception {
        database.stop();
    }

    @Test
    void intervalsOfAllLengths() throws Exception {
        database.execute(
                "CREATE DOMAIN span AS interval",
                "CREATE TABLE spans (id bigint PRIMARY KEY, v interval, d span, n interval NOT NULL DEFAULT '1 mon', f float8 NOT NULL DEFAULT 0.1::float8 + 0.2::float8)",
                "CREATE PUBLICATION spans FOR TABLE spans",
                "INSERT INTO spans SELECT i, v::interval, v::interval, coalesce(v::interval, '1 mon') FROM unnest(ARRAY["
                        + "'-5 years -4 mons -3 days', '1 mon -1 day', '-00:00:00.000001', '0',"
                        + " '1 year 2 mons -3 days +04:05:06.789', '-1 day +00:00:00.5', '720:00:00', '178000000 years',"
                        + " '99999 hours 59 min 59.999999 sec', '-2562047788:00:54.775807', '2562047788:00:54.775807',"
                        + " 'infinity', '-infinity', NULL]) WITH ORDINALITY AS spans(v, i)");

        ways.assertArrives(
                "spans",
                14,
                "SELECT id, format('v=%s d=%1$s n=%s f=%s', " + iso("v") + ", " + iso("n") + ", f) FROM spans");
    }

    /** Column, type and values; each type that has no form of its own in ClickHouse, with its edges. */
    private static final List<List<String>> TEXTS = List.of(
            List.of(
                    "texts",
                    "text[]",
                    "{}",
                    "{NULL,\"null\",\"a,b\",\"\",\"x\\\"y\\\\\"}",
                    "{{1,2},{3,4}}",
                    "[0:1]={a,é}"),
            List.of("ints", "int[]", "{1,NULL,-2147483648}", "{}"),
            List.of("numbers", "numeric[]", "{1.10,NaN,0.00000000000000000001}"),
            List.of("floats", "float8[]", "{0.1,1e300,-0,NaN,-Infinity,5e-324}"),
            List.of("times", "timestamptz[]", "{\"1000-01-01 00:00:00 BC\",infinity,2024-02-29 12:34:56.789012}"),
            List.of("dates", "date[]", "{2024-02-29,-infinity,1582-10-10}"),
            List.of("bytes", "bytea[]", "{\"\\\\x00ff\",\"\"}"),
            List.of("spans", "interval[]", "{\"-2562047788:00:54.775807\",\"1 mon -1 day\"}"),
            List.of("bools", "bool[]", "{t,f,NULL}"),
            List.of("jsons", "jsonb[]", "{\"{\\\"a\\\": 1.10}\"}"),
            List.of("moods", "mood[]", "{ok,\"so, so\"}"),
            List.of("bits", "bit(3)[]", "{101,000}"),
            List.of("boxes", "box[]", "{(1,1),(0,0);(0.1,0.2),(-1,-1)}"),
            List.of("pairs", "pair[]", "{\"(1,\\\"a b\\\",,\\\"{1.10}\\\")\",NULL}"),
            List.of("tags", "tags", "{a,NULL}", "{}"),
            List.of("pair", "pair", "(,,,)", "(1,\"a, \"\"b\"\"\",\"2024-02-29 12:00:00+05\",{NULL})"),
            List.of("other", "other_pair", "(2,b,,)"),
            List.of("range4", "int4range", "[1,5]", "empty", "(,)"),
            List.of("range8", "int8range", "[-9223372036854775808,0)"),
            List.of("rangen", "numrange", "(1.10,1.20]", "[,NaN]"),
            List.of("ranget", "tsrange", "[\"0044-03-15 12:00 BC\",infinity]"),
            List.of("rangez", "tstzrange", "[\"2024-01-01 00:00+05:30\",)"),
            List.of("ranged", "daterange", "[2024-01-01,2024-01-02]", "empty"),
            List.of("rangef", "float_range", "[0.1,1e300]"),
            List.of("multi", "int4multirange", "{[1,2),[5,6)}", "{}"),
            List.of("multiz", "tstzmultirange", "{[\"2024-01-01 00:00+02\",)}"),
            List.of("name", "name", "n", "", "Ünï \"q\""),
            List.of("varbit", "varbit", "", "0", "00", "1010101010101010101"),
            List.of("letter", "\"char\"", "c", ""),
            List.of("lsn", "pg_lsn", "0/16B3748", "FFFFFFFF/FFFFFFFF"),
            List.of("xid", "xid", "4294967295"),
            List.of("xid8", "xid8", "18446744073709551615"),
            List.of("tid", "tid", "(4294967295,65535)"),
            List.of("class", "regclass", "pg_class", "\"Odd class\""),
            List.of("type", "regtype", "timestamp with time zone", "\"Name\""),
            List.of("vector", "tsvector", "'a':1A,3 'it''s' 'b':2", ""),
            List.of("query", "tsquery", "'fat' & !'rat':AB", ""),
            List.of("path_of", "jsonpath", "$.\"a\"[*] ? (@ > 1.10)"),
            List.of("snapshot", "pg_snapshot", "10:20:10,14,15"),
            List.of("small", "int2vector", "1 2"),
            List.of("oids", "oid[]", "{4000000000,1}"),
            List.of("acl", "aclitem[]", "{=r/postgres}"),
            List.of("point", "point", "(0.1,-0)", "(NaN,1e300)", "(-Infinity,1e-310)"),
            List.of("line", "line", "{0.1,-1,1e300}"),
            List.of("lseg", "lseg", "[(0,0.1),(1,1)]"),
            List.of("box", "box", "(1,1),(0,0.1)"),
            List.of("path", "path", "((0,0),(1,0.1))", "[(0,0),(1,1)]"),
            List.of("polygon", "polygon", "((0,0),(1,0),(0.1,1))"),
            List.of("circle", "circle", "<(0.1,0),1e300>"));

    @Test
    void typesWithoutAFormOfTheirOwn() throws Exception {
        database.execute(
                "CREATE TYPE mood AS ENUM ('ok', 'so, so')",
                "CREATE TYPE pair AS (a int, b text, c timestamptz, d numeric[])",
                "CREATE DOMAIN tags AS text[]",
                "CREATE DOMAIN other_pair AS pair",
                "CREATE TYPE float_range AS RANGE (subtype = float8)",
                "CREATE DOMAIN \"Name\" AS varchar(50)",
                "CREATE TABLE \"Odd class\" ()",
                "CREATE TABLE texts (id bigint PRIMARY KEY, "
                        + columns(TEXTS)
                        + ", required text[] NOT NULL DEFAULT '{}', bits_by_default varbit NOT NULL DEFAULT B'101'"
                        + ", named \"Name\" DEFAULT 'a name', number oid DEFAULT 4000000000"
                        + ", device macaddr8 DEFAULT '08:00:2b:01:02:03:04:05')",
                "CREATE PUBLICATION texts FOR TABLE texts");
        long last = 5;
        for (int row = 0; row < last; row++) {
            database.execute(insert("texts", row, TEXTS));
        }

        ways.assertArrives(
                "texts", last, expected("texts", TEXTS, "required", "bits_by_default", "named", "number", "device"));
    }

    /** Those of extensions, of schemas that are not searched, and with names that two schemas have. */
    private static final List<List<String>> OF_OTHERS = List.of(
            List.of("hstore", "ext.hstore", "\"q\\\"\\\\\"=>\"x, y\", bb=>NULL, a=>1", ""),
            List.of("hstores", "ext.hstore[]", "{\"a=>1\",NULL}", "{}"),
            List.of("attributes", "ext.attributes", "ab=>\"\", é=>null"),
            List.of("citext", "ext.citext", "Aa é", ""),
            List.of("citexts", "ext.citext[]", "{A,a,NULL}"),
            List.of("address", "ext.address", "A@b"),
            List.of("cube", "cube", "(1,2),(3,4.1)", "(0.1)"),
            List.of("cubes", "cube[]", "{\"(1,2),(3,4)\",NULL}"),
            List.of("ltree", "ltree", "Top.Science_1.Astronomy", ""),
            List.of("ltrees", "ltree[]", "{a.b,c}"),
            List.of("lquery", "lquery", "*.a@|b%.*{1,2}"),
            List.of("ltxtquery", "ltxtquery", "a & !b*@"),
            List.of("isbn", "isbn", "0-393-04002-X"),
            List.of("ean", "ean13", "978-0-393-04002-9!"),
            List.of("upcs", "upc[]", "{220356483481}"),
            List.of("seg", "seg", "1.50", "~6.5", "5 .. 6", "<1"),
            List.of("segs", "seg[]", "{1.50,NULL}"),
            List.of("ints", "query_int", "1&(2|!3)"),
            List.of("lo", "lo", "4000000000"),
            List.of("kind", "kind", "a", "b, c"),
            List.of("other_kind", "ext.kind", "x", "y"),
            List.of("other_kinds", "ext.kind[]", "{x,NULL}"),
            List.of("pair_kind", "other.kind", "(1,\"a=>1\")"),
            List.of("text_kind", "\"third one\".kind", "any"),
            List.of("point", "ext.point", "(1,{2})"),
            List.of("code", "ext.\"Odd. code\"", "p", "q"));

    @Test
    void typesOfExtensionsAndOfOtherSchemas() throws Exception {
        database.execute(
                "CREATE SCHEMA other",
                "CREATE SCHEMA \"third one\"",
                "CREATE EXTENSION hstore SCHEMA ext",
                "CREATE EXTENSION cube",
                "CREATE EXTENSION ltree",
                "CREATE EXTENSION isn",
                "CREATE EXTENSION seg",
                "CREATE EXTENSION intarray",
                "CREATE EXTENSION lo",
                "CREATE DOMAIN ext.attributes AS ext.hstore",
                "CREATE DOMAIN ext.address AS ext.citext",
                "CREATE TYPE kind AS ENUM ('a', 'b, c')",
                "CREATE TYPE ext.kind AS ENUM ('x', 'y')",
                "CREATE TYPE other.kind AS (a int, b ext.hstore)",
                "CREATE DOMAIN \"third one\".kind AS text",
                "CREATE TYPE ext.point AS (x int, y int[])",
                "CREATE TYPE ext.\"Odd. code\" AS ENUM ('p', 'q')",
                "CREATE TABLE others (id bigint PRIMARY KEY, " + columns(OF_OTHERS)
                        + ", required ext.hstore NOT NULL DEFAULT 'k=>v')",
                "CREATE PUBLICATION others FOR TABLE others");
        for (int row = 0; row < 5; row++) {
            database.execute(insert("others", row, OF_OTHERS));
        }

        ways.assertArrives("others", 5, expected("others", OF_OTHERS, "required"));
    }

    private static String columns(List<List<String>> all) {
        return all.stream()
                .map(column -> '"' + column.get(0) + "\" " + column.get(1))
                .collect(Collectors.joining(", "));
    }

    /** Each value in turn, NULL after the last. */
    private static String insert(String into, int row, List<List<String>> all) {
        return "INSERT INTO " + into + " SELECT " + (row + 1) + ", "
                + all.stream()
                        .map(column -> row + 2 < column.size()
                                ? "'" + column.get(row + 2).replace("'", "''") + "'::" + column.get(1)
                                : "NULL")
                        .collect(Collectors.joining(", "));
    }

    private static String expected(String table, List<List<String>> all, String... more) {
        return "SELECT id, "
                + Stream.concat(all.stream().map(column -> column.get(0)), Stream.of(more))
                        .map(name -> "concat('" + name + "=', CASE WHEN num_nulls(\"" + name
                                + "\") = 1 THEN 'null' ELSE concat(\"" + name + "\") END)")
                        .collect(Collectors.joining(" || ' ' || "))
                + " FROM " + table;
    }

    private static String iso(String column) {
        return "CASE WHEN " + column + " IS NULL THEN 'null' WHEN NOT isfinite(" + column + ") THEN " + column
                + "::text ELSE format('P%sY%sM%sDT%sH%sM%sS', extract(year FROM " + column + "), extract(month FROM "
                + column + "), extract(day FROM " + column + "), extract(hour FROM " + column
                + "), extract(minute FROM " + column + "), trim_scale(extract(second FROM " + column + "))) END";
    }
}
