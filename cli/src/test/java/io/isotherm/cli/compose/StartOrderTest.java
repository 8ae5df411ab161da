package io.isotherm.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Service} says what a service needs before it starts; supervisor, compose files and the stop follow it. */
class StartOrderTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern PROGRAM =
            Pattern.compile("\\[program:([\\w-]+)](?:(?!\\[program:).)*?\\npriority=(\\d+)\\n", Pattern.DOTALL);

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyServiceComesAfterThoseItNeeds(Service service) {
        assertThat(service.needs()).allMatch(needed -> needed.ordinal() < service.ordinal());
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void supervisorHasALowerPriorityForWhatIsNeeded(Service service) throws IOException {
        Map<String, Integer> priorities = new HashMap<>();
        Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("local/supervisord.conf")));
        while (program.find()) {
            priorities.put(program.group(1), Integer.valueOf(program.group(2)));
        }

        assertThat(service.needs())
                .allMatch(needed -> priorities.get(needed.serviceName()) < priorities.get(service.serviceName()));
    }

    /** In another compose file nothing can be waited for; there the order of the projects has to do. */
    @ParameterizedTest
    @EnumSource(Service.class)
    void composeFileWaitsForTheSame(Service service) throws IOException {
        ComposeFile file = fileOf(service);
        Set<String> inFile = file.services().stream().map(ComposeService::name).collect(Collectors.toSet());
        Set<String> needed = Service.withNeeds(service.needs()).stream()
                .map(Service::serviceName)
                .filter(inFile::contains)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(servicesBefore(file, service.serviceName())).isEqualTo(needed);
    }

    @Test
    void nothingStopsBeforeThatWhichNeedsIt() {
        List<Set<Service>> groups = Service.stopOrder();

        assertThat(groups.stream().flatMap(Set::stream)).containsExactlyInAnyOrder(Service.values());
        assertThat(groupOf(Service.CLICKHOUSE, groups)).isLessThan(groupOf(Service.MINIO, groups));
        assertThat(groupOf(Service.CONNECT, groups)).isLessThan(groupOf(Service.KAFKA, groups));
        assertThat(groupOf(Service.FLINK_TASKMANAGER, groups)).isLessThan(groupOf(Service.CLICKHOUSE, groups));
    }

    private static int groupOf(Service service, List<Set<Service>> groups) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).contains(service)) {
                return i;
            }
        }
        throw new AssertionError(service + " is never stopped");
    }

    private static ComposeFile fileOf(Service service) throws IOException {
        return ComposeFilesTest.files()
                .filter(file -> file.services().stream()
                        .anyMatch(candidate -> candidate.name().equals(service.serviceName())))
                .findFirst()
                .orElseThrow();
    }

    /** What {@code depends_on} leads to, over what prepares a service as well. */
    private static Set<String> servicesBefore(ComposeFile file, String name) {
        Set<String> known =
                Arrays.stream(Service.values()).map(Service::serviceName).collect(Collectors.toSet());
        Set<String> before = new TreeSet<>();
        for (String dependency : file.service(name).dependencies().keySet()) {
            before.add(dependency);
            before.addAll(servicesBefore(file, dependency));
        }
        before.retainAll(known);
        return before;
    }
}
