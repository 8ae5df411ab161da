package io.isotherm.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prints rows in columns that line up. */
public final class Terminal {
    /** Cursor to the first column of the first line, and nothing from there to the end. */
    static final String CLEAR = "\033[H\033[2J";

    private Terminal() {}

    /** Bytes as they are, unbuffered. Not to be closed: what follows in this process prints to it, too. */
    static OutputStream standardOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** Every row has as many cells as the header; a null cell is empty. */
    public static void printTable(PrintWriter out, List<String> header, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>(rows.size() + 1);
        lines.add(header);
        lines.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], text(line.get(i)).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(String.format("%-" + Math.max(1, widths[i]) + "s  ", text(line.get(i))));
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    /**
     * Shows a page in the place of the last one, all at once. Where nobody looks at a terminal, pages follow each
     * other.
     *
     * @param title in the first line, with the time
     */
    static void printPage(PrintWriter out, String title, Consumer<PrintWriter> page) {
        printPage(out, System.console() != null, title, page);
    }

    static void printPage(PrintWriter out, boolean toTerminal, String title, Consumer<PrintWriter> page) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.println(title + "  " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        lines.println();
        page.accept(lines);
        out.print(toTerminal ? CLEAR + text : text + System.lineSeparator());
        out.flush();
    }

    /** All rows of a result, with NULL as a word. */
    public static void printRows(PrintWriter out, ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> header = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            header.add(columns.getColumnLabel(i));
        }
        List<List<String>> lines = new ArrayList<>();
        while (rows.next()) {
            List<String> line = new ArrayList<>();
            for (int i = 1; i <= header.size(); i++) {
                String value = rows.getString(i);
                line.add(value == null ? "NULL" : value);
            }
            lines.add(line);
        }
        printTable(out, header, lines);
    }

    private static String text(String cell) {
        return cell == null ? "" : cell;
    }
}
