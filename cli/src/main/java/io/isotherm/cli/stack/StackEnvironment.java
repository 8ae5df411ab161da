package io.isotherm.cli.stack;

import io.isotherm.cli.settings.Setting;
import io.isotherm.cli.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The environment that the scripts under {@code local/} run in: every setting by its name, {@code ISOTHERM_ROOT} and
 * {@code JAVA_HOME}. The folders of home and cache are absolute; {@code ISOTHERM_TABLES} is as it was set. No secret is
 * in it: scripts read those from their files.
 */
final class StackEnvironment {
    /** Set for every process of a stack, so that those whose supervisor died can be found; its value is the home. */
    static final String OWNER_VARIABLE = "ISOTHERM_STACK";

    /** Of the caller's environment only this reaches a server: what else is exported there must not change it. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TMPDIR");

    private StackEnvironment() {}

    /** For servers. */
    static Map<String, String> forServices(Settings settings, Map<String, String> callers) {
        Map<String, String> environment = new HashMap<>(callers);
        environment.keySet().retainAll(INHERITED);
        environment.putAll(ofSettings(settings));
        environment.put(OWNER_VARIABLE, settings.home().toString());
        return environment;
    }

    /** For the installer, which needs the caller's proxies and the settings of package clients as well. */
    static Map<String, String> forInstaller(Settings settings, Map<String, String> callers) {
        Map<String, String> environment = new HashMap<>(callers);
        environment.putAll(ofSettings(settings));
        return environment;
    }

    /** For Docker Compose, whose files name the home relative to the project's root. */
    static Map<String, String> forContainers(Settings settings) {
        Map<String, String> environment = ofSettings(settings);
        environment.put(
                Setting.ISOTHERM_HOME.name(),
                settings.root().relativize(settings.home()).toString());
        return environment;
    }

    /**
     * Settings that have other values now than in the environment of a running process; one that it does not know is
     * none.
     */
    static List<ChangedSetting> changes(Map<String, String> running, Settings settings) {
        Map<String, String> now = ofSettings(settings);
        return Stream.of(Setting.values())
                .map(Setting::name)
                .filter(name -> running.containsKey(name) && !running.get(name).equals(now.get(name)))
                .map(name -> new ChangedSetting(name, running.get(name), now.get(name)))
                .toList();
    }

    private static Map<String, String> ofSettings(Settings settings) {
        Map<String, String> environment = new HashMap<>();
        for (Setting setting : Setting.values()) {
            environment.put(setting.name(), settings.text(setting));
        }
        environment.put(Setting.ISOTHERM_HOME.name(), settings.home().toString());
        environment.put(Setting.ISOTHERM_CACHE.name(), settings.cache().toString());
        environment.put("ISOTHERM_ROOT", settings.root().toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }
}
