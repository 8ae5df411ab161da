package io.isotherm.job.table;

import java.io.Serializable;

/**
 * Names a {@link RowShape}: with the same {@code tables.yaml}, every subtask derives the same shape from it.
 *
 * @param topic the Kafka topic, which is {@link TableId#topic()}
 * @param keySchemaId registry id of the key's writer schema
 * @param valueSchemaId registry id of the value's writer schema
 */
public record ShapeRef(String topic, int keySchemaId, int valueSchemaId) implements Serializable {}
