package io.isotherm.cli.verify;

import java.util.List;

/**
 * What is known of a row on one side, values being hashes unless the operator asked for them.
 *
 * @param keyHash hexadecimal MD5 of the key's encoding, the same on both sides for the same key
 * @param key the key's values as texts that find it again
 * @param version identifies this version of the row on its side: {@code xmin}, {@code ctid} and table in Postgres,
 *     {@code _version} in ClickHouse
 * @param hashes one MD5 per column, or one of the whole row
 * @param values one text per column if values may be shown, else empty
 */
record KeyedRow(String keyHash, List<String> key, String version, List<String> hashes, List<String> values) {

    /** From a result's texts in the order of the components. */
    static KeyedRow of(List<String> row, int keyColumns, int hashes) {
        int afterKey = 2 + keyColumns;
        int afterHashes = afterKey + hashes;
        return new KeyedRow(
                row.get(0),
                List.copyOf(row.subList(2, afterKey)),
                row.get(1),
                List.copyOf(row.subList(afterKey, afterHashes)),
                row.subList(afterHashes, row.size()));
    }
}
