package io.isotherm.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Runs one command after another in one JVM, for the tests of a stack: starting a JVM and loading a command's classes
 * costs a processor more than most commands do. What commands print goes to this process's own output.
 */
public final class CommandHost {
    private CommandHost() {}

    /** @param port of the loopback address from which commands come, as {@link HostedCommands} sends them */
    public static void main(String[] port) throws IOException {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port[0]))) {
            DataInputStream in = new DataInputStream(caller.getInputStream());
            DataOutputStream out = new DataOutputStream(caller.getOutputStream());
            while (true) {
                String[] arguments = new String[in.readInt()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = in.readUTF();
                }
                int exit = Main.commandLine().execute(arguments);
                System.out.flush();
                System.err.flush();
                out.writeInt(exit);
            }
        } catch (EOFException noMoreCommands) {
            // a thread that a command has left behind does not keep the process
            System.exit(0);
        }
    }
}
