package io.isotherm.connect;

import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Has nothing to do since schemas come without defaults ({@link CatalogSchemas}). A connector's configuration from
 * before names it, and would not start without it.
 */
public final class FiniteDefaults<R extends ConnectRecord<R>> extends PlainTransformation<R> {
    @Override
    public R apply(R record) {
        return record;
    }
}
