package io.isotherm.cli.settings;

/** What the services of a stack run as. */
public enum LaunchMode {
    /**
     * As before; the first time in containers where Docker has the images or can pull them, otherwise as plain
     * processes.
     */
    AUTO,
    /** Plain processes of this host. */
    LOCAL,
    /** Containers of Docker Compose. */
    DOCKER
}
