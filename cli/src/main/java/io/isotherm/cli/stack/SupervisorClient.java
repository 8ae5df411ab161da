package io.isotherm.cli.stack;

import io.isotherm.cli.error.Cause;
import io.isotherm.cli.error.CliException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Talks to supervisord through its Unix socket: XML-RPC as documented at http://supervisord.org/api.html, HTTP/1.0 with
 * one request per connection. This is many times quicker than to start {@code supervisorctl}.
 */
final class SupervisorClient {
    static final int ALREADY_STARTED = 60;
    static final int NOT_RUNNING = 70;

    /** A process as supervisord sees it; {@code pid} is 0 when it does not run. */
    record Process(String name, String state, long pid) {}

    /** supervisord refused a call; the codes are those of its {@code xmlrpc.Faults}. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Fault(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Path socket;

    SupervisorClient(Path socket) {
        this.socket = socket;
    }

    /** Whether a supervisor answers. */
    boolean isAlive() {
        if (!Files.exists(socket)) {
            return false;
        }
        try {
            exchange(request("supervisor.getState", ""));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    List<Process> processes() {
        return processesIn(call("supervisor.getAllProcessInfo", ""));
    }

    long ownPid() {
        return Long.parseLong(textOf(call("supervisor.getPID", "")));
    }

    /** Returns as soon as the process was forked; a running one is left alone. */
    void start(String process) {
        try {
            call("supervisor.startProcess", string(process) + bool(false));
        } catch (Fault fault) {
            if (fault.code() != ALREADY_STARTED) {
                throw fault;
            }
        }
    }

    /** Asks a process to end and returns at once; one that does not run is left alone. */
    void stop(String process) {
        try {
            call("supervisor.stopProcess", string(process) + bool(false));
        } catch (Fault fault) {
            if (fault.code() != NOT_RUNNING) {
                throw fault;
            }
        }
    }

    void shutdown() {
        call("supervisor.shutdown", "");
    }

    static List<Process> processesIn(Document response) {
        List<Process> processes = new ArrayList<>();
        NodeList structs = response.getElementsByTagName("struct");
        for (int i = 0; i < structs.getLength(); i++) {
            Element struct = (Element) structs.item(i);
            processes.add(new Process(
                    member(struct, "name"), member(struct, "statename"), Long.parseLong(member(struct, "pid"))));
        }
        return processes;
    }

    private static String member(Element struct, String name) {
        NodeList members = struct.getElementsByTagName("member");
        for (int i = 0; i < members.getLength(); i++) {
            Element member = (Element) members.item(i);
            if (name.equals(member.getElementsByTagName("name").item(0).getTextContent())) {
                return member.getElementsByTagName("value")
                        .item(0)
                        .getTextContent()
                        .strip();
            }
        }
        throw new IllegalArgumentException("supervisord's answer has no " + name);
    }

    private static String textOf(Document response) {
        Node value = response.getElementsByTagName("value").item(0);
        return value.getTextContent().strip();
    }

    private Document call(String method, String parameters) {
        try {
            Document response = parse(exchange(request(method, parameters)));
            if (response.getElementsByTagName("fault").getLength() > 0) {
                Element struct =
                        (Element) response.getElementsByTagName("struct").item(0);
                throw new Fault(Integer.parseInt(member(struct, "faultCode")), member(struct, "faultString"));
            }
            return response;
        } catch (IOException e) {
            throw CliException.cannotRun(
                    "the supervisor does not answer at " + socket + ": " + Cause.of(e),
                    "start the stack: ./isotherm up",
                    e);
        }
    }

    private static String request(String method, String parameters) {
        String body = "<?xml version=\"1.0\"?><methodCall><methodName>" + method + "</methodName><params>" + parameters
                + "</params></methodCall>";
        return "POST /RPC2 HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String string(String text) {
        return "<param><value><string>" + text + "</string></value></param>";
    }

    private static String bool(boolean value) {
        return "<param><value><boolean>" + (value ? 1 : 0) + "</boolean></value></param>";
    }

    private byte[] exchange(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            Channels.newInputStream(channel).transferTo(answer);
            return bodyOf(answer.toByteArray());
        }
    }

    private static byte[] bodyOf(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.") || !text.startsWith(" 200 ", 8)) {
            throw new IOException(
                    "unexpected answer: " + text.lines().findFirst().orElse("(empty)"));
        }
        return text.substring(end + 4).getBytes(StandardCharsets.UTF_8);
    }

    static Document parse(byte[] xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("supervisord's answer is not XML: " + Cause.of(e), e);
        }
    }
}
