package io.isotherm.job.sink;

import io.isotherm.job.audit.MissedRecords;
import io.isotherm.job.config.JobConfig;
import io.isotherm.job.sink.table.SchemaHistory;
import io.isotherm.job.sink.table.SinkFailures;
import io.isotherm.job.sink.table.SinkFailures.Failure;
import io.isotherm.job.sink.table.Sql;
import io.isotherm.job.table.TableId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ops.missed_records}, by which {@code ./isotherm wait} knows that it has to compare a table again. */
public final class MissedRecordsTable implements MissedRecords {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MissedRecordsTable.class);
    private static final String TABLE = "ops.missed_records";

    private final JobConfig.ClickHouse config;

    public MissedRecordsTable(JobConfig.ClickHouse config) {
        this.config = config;
    }

    @Override
    public void report(TableId table, int partition, long first, long next) {
        try (ClickHouseServer server = new ClickHouseServer(config, 1, TABLE)) {
            server.execute("INSERT INTO " + TABLE
                    + " (database, schema, `table`, target, kafka_partition, first_offset, next_offset) SELECT "
                    + String.join(
                            ", ",
                            Sql.text(table.database()),
                            Sql.text(table.schema()),
                            Sql.text(table.table()),
                            Sql.text(table.targetName()),
                            String.valueOf(partition),
                            String.valueOf(first),
                            String.valueOf(next)));
        } catch (RuntimeException e) {
            Failure failure = SinkFailures.classify(e);
            if (!failure.isOneOf(SchemaHistory.NOT_THERE)) {
                throw e;
            }
            LOG.error(
                    "That is not written down: run the statements of clickhouse-docker/init as an administrator and grant"
                            + " the job's user INSERT on {}: {}",
                    TABLE,
                    failure.message());
        }
    }
}
