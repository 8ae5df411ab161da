package io.isotherm.bench.job;

import java.math.BigDecimal;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;

/** A change of an order as Flink's POJO serializer wants it: public fields and a constructor without arguments. */
public final class OrderChange {
    public long orderId;
    public long userId;
    public String status;
    public BigDecimal total;
    /** Microseconds since 1970; null for NULL. */
    public Long createdAt;
    /** Microseconds since 1970; null for NULL. */
    public Long updatedAt;

    public long lsn;
    public boolean deleted;

    public OrderChange() {}

    static OrderChange of(GenericRecord envelope) {
        OrderChange change = new OrderChange();
        change.lsn = (Long) ((GenericRecord) envelope.get("source")).get("lsn");
        change.deleted = envelope.get("op").toString().equals("d");
        GenericRecord row = (GenericRecord) envelope.get(change.deleted ? "before" : "after");
        change.orderId = (Long) row.get("order_id");
        if (change.deleted) {
            // All that a delete carries is its key
            change.total = BigDecimal.ZERO;
            return change;
        }
        change.userId = (Long) row.get("user_id");
        Object status = row.get("order_status");
        change.status = status == null ? null : status.toString();
        change.total = new BigDecimal(row.get("total_amount").toString());
        change.createdAt = (Long) row.get("created_at");
        change.updatedAt = (Long) row.get("updated_at");
        return change;
    }
}
