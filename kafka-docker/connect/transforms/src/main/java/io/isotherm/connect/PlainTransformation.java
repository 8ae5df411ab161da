package io.isotherm.connect;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

/** One that has no settings and holds nothing open. */
abstract class PlainTransformation<R extends ConnectRecord<R>> implements Transformation<R> {
    @Override
    public final ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public final void configure(Map<String, ?> configs) {
        // there is nothing to configure
    }

    @Override
    public final void close() {
        // there is nothing to close
    }
}
