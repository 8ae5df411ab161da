package io.isotherm.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.isotherm.cli.settings.Settings;
import io.isotherm.cli.stack.Launchers;
import io.isotherm.cli.stack.ServiceStatus;
import io.isotherm.cli.stack.ServiceStatus.State;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Shows every service. Exit code 1 if one has failed or is still on its way.")
public final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "As a list of {service, state, pid, port, url}.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        List<ServiceStatus> services = Launchers.current(Settings.load()).status();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(services));
        } else {
            Terminal.printTable(
                    out,
                    List.of("SERVICE", "STATE", "PID", "PORT", "URL"),
                    services.stream().map(StatusCommand::row).toList());
        }
        boolean unsettled = services.stream()
                .anyMatch(service -> service.state() == State.FAILED || service.state() == State.STARTING);
        return unsettled ? 1 : 0;
    }

    static String asJson(List<ServiceStatus> services) throws JsonProcessingException {
        ArrayNode list = JSON.createArrayNode();
        for (ServiceStatus service : services) {
            list.addObject()
                    .put("service", service.service())
                    .put("state", stateName(service))
                    .put("pid", service.pid())
                    .put("port", service.port())
                    .put("url", service.url());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private static List<String> row(ServiceStatus service) {
        return java.util.Arrays.asList(
                service.service(),
                stateName(service),
                service.pid() == null ? null : service.pid().toString(),
                service.port() == null ? null : service.port().toString(),
                service.url());
    }

    private static String stateName(ServiceStatus service) {
        return service.state().name().toLowerCase(Locale.ROOT);
    }
}
