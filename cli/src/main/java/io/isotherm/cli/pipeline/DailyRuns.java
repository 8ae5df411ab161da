package io.isotherm.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isotherm.cli.connection.Connections;
import io.isotherm.cli.connection.Rest;
import io.isotherm.cli.settings.Secret;
import io.isotherm.cli.settings.Setting;
import java.util.Optional;

/** The runs of each source's DAG, by Airflow's REST API. */
final class DailyRuns {
    /** The state of a run of which a task has failed, in Airflow's words. */
    static final String FAILED = "failed";

    private static final int NOT_FOUND = 404;

    private final Rest airflow;

    /** @throws io.isotherm.cli.error.CliException if Airflow does not answer or does not know its administrator */
    DailyRuns(Connections connections) {
        Rest stranger =
                new Rest(connections.http(), "airflow", connections.settings().url(Setting.AIRFLOW_PORT));
        Rest.Answer token = stranger.post(
                "/auth/token",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("username", "admin")
                        .put("password", connections.secrets().get(Secret.AIRFLOW_ADMIN_PASSWORD)));
        airflow = stranger.as(stranger.expectSuccess(token, "the administrator")
                .json()
                .path("access_token")
                .asText());
    }

    /** State and moment of the newest run, such as {@code success 2026-10-30T00:07:12Z}, or that there is none. */
    String newest(String database) {
        String dag = "/api/v2/dags/" + database + "_pipeline";
        Rest.Answer runs = airflow.get(dag + "/dagRuns?order_by=-run_after&limit=1");
        if (runs.status() == NOT_FOUND) {
            return "no DAG yet";
        }
        JsonNode run =
                airflow.expectSuccess(runs, "the runs of " + database).json().at("/dag_runs/0");
        if (run.isMissingNode()) {
            return airflow.getJson(dag).path("is_paused").asBoolean() ? "none: paused" : "none yet";
        }
        String moment = Optional.ofNullable(run.path("end_date").textValue())
                .orElse(run.path("run_after").asText());
        return run.path("state").asText() + ' ' + moment.replaceFirst("\\.\\d+", "");
    }
}
