package io.isotherm.demo.command;

import io.isotherm.cli.CommandPack;
import java.util.List;

/** Makes the commands on demos known to the operator's command. */
public final class DemoCommands implements CommandPack {
    @Override
    public List<Class<?>> commands() {
        return List.of(SeedCommand.class, TrafficCommand.class, DemoCommand.class);
    }
}
