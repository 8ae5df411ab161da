package io.isotherm.cli.repository;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What manifests of Kubernetes lack that name each other. Each problem is a sentence; no cluster is asked. */
final class Manifests {
    /** Where a manifest names another one, and its kind. */
    private static final Map<String, String> REFERENCES = Map.of(
            "claimName", "PersistentVolumeClaim", "serviceAccountName", "ServiceAccount", "secretName", "Secret");

    private final Set<String> names = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private Manifests() {}

    /**
     * @param texts all files that are applied together
     * @param given what else is there, as {@code Kind/name}
     */
    static List<String> problems(List<String> texts, Set<String> given) {
        Manifests manifests = new Manifests();
        manifests.names.addAll(given);
        List<Map<?, ?>> documents = new ArrayList<>();
        texts.forEach(text -> documents.addAll(documents(text)));
        documents.forEach(manifests::register);
        documents.forEach(document -> manifests.check(document.get("kind"), document));
        return manifests.problems;
    }

    static List<Map<?, ?>> documents(String text) {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(text)
                .forEach(document -> documents.add((Map<?, ?>) document));
        return documents;
    }

    private void register(Map<?, ?> document) {
        Object kind = document.get("kind");
        if (kind == null || document.get("apiVersion") == null) {
            problems.add("a manifest lacks kind or apiVersion: " + document);
        } else if (document.get("metadata") instanceof Map<?, ?> metadata && metadata.get("name") != null) {
            if (!names.add(kind + "/" + metadata.get("name"))) {
                problems.add(kind + "/" + metadata.get("name") + " is there twice");
            }
        } else {
            problems.add(kind + " has no name");
        }
    }

    private void check(Object kind, Object part) {
        if (part instanceof List<?> list) {
            list.forEach(element -> check(kind, element));
        } else if (part instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                String named = REFERENCES.get(key);
                if (named != null) {
                    require(kind, named, value);
                } else if (key.equals("configMap") && value instanceof Map<?, ?> reference) {
                    require(kind, "ConfigMap", reference.get("name"));
                } else {
                    check(kind, value);
                }
            });
            checkContainer(kind, map);
        }
    }

    /** Its volumes are those of its pod, which is checked as a whole. */
    private void checkContainer(Object kind, Map<?, ?> pod) {
        if (pod.get("containers") instanceof List<?> containers) {
            Set<Object> volumes = new HashSet<>();
            if (pod.get("volumes") instanceof List<?> list) {
                list.forEach(volume -> volumes.add(((Map<?, ?>) volume).get("name")));
            }
            for (Object container : containers) {
                if (((Map<?, ?>) container).get("volumeMounts") instanceof List<?> mounts) {
                    mounts.forEach(mount -> {
                        Object name = ((Map<?, ?>) mount).get("name");
                        if (!volumes.contains(name)) {
                            problems.add(kind + " mounts " + name + ", which is none of its volumes");
                        }
                    });
                }
            }
        }
    }

    private void require(Object kind, String named, Object name) {
        if (!names.contains(named + "/" + name)) {
            problems.add(kind + " names " + named + "/" + name + ", which is not there");
        }
    }
}
