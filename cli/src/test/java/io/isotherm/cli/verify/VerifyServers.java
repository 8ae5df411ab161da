package io.isotherm.cli.verify;

import com.clickhouse.client.api.Client;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;

/** A real Postgres with database {@code ecommerce} and a real ClickHouse for the tests of this package. */
final class VerifyServers implements AutoCloseable {
    private final Connection postgres;
    private final Client clickhouse;

    private VerifyServers(Connection postgres, Client clickhouse) {
        this.postgres = postgres;
        this.clickhouse = clickhouse;
    }

    static VerifyServers open() throws SQLException {
        Connection postgres = DriverManager.getConnection(
                "jdbc:postgresql://" + System.getProperty("isotherm.test.postgres") + "/ecommerce", "postgres", "");
        Client clickhouse = new Client.Builder()
                .addEndpoint("http://" + System.getProperty("isotherm.test.clickhouse"))
                .setUsername("default")
                .setPassword("")
                .build();
        return new VerifyServers(postgres, clickhouse);
    }

    Connection postgres() {
        return postgres;
    }

    Client clickhouse() {
        return clickhouse;
    }

    void inPostgres(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }

    void inClickHouse(String sql) throws Exception {
        try (InputStream content = clickhouse.query(sql).get().getInputStream()) {
            content.readAllBytes();
        } catch (ExecutionException e) {
            throw new IllegalStateException(sql, e.getCause());
        }
    }

    @Override
    public void close() throws SQLException {
        postgres.close();
        clickhouse.close();
    }
}
