package io.isotherm.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars as SVG. Written as text: drawing libraries need fonts that a server seldom has. */
public final class BarChart {
    private static final int WIDTH = 860;
    private static final int LABEL_WIDTH = 300;
    private static final int VALUE_WIDTH = 110;
    private static final int ROW = 28;
    private static final int TOP = 56;
    private static final int BOTTOM = 17;
    private static final int NOTE_ROW = 13;
    /** As many as fit beside each other in small type. */
    private static final int NOTE_CHARACTERS = 150;

    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();
    private String note = "";

    /** @param ours drawn to stand out */
    private record Bar(String label, double value, boolean ours) {}

    public BarChart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    public BarChart add(String label, double value, boolean ours) {
        bars.add(new Bar(label, value, ours));
        return this;
    }

    /** A line under the bars, such as the conditions. */
    public BarChart note(String text) {
        note = text;
        return this;
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg());
    }

    String svg() {
        double largest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        List<String> notes = lines(note);
        int height = TOP + bars.size() * ROW + notes.size() * NOTE_ROW + BOTTOM;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="12" y="24" font-size="16" font-weight="bold">%s</text>
                <text x="12" y="43" fill="#666">%s</text>
                """.formatted(WIDTH, height, escape(title), escape(unit)));
        for (int i = 0; i < bars.size(); i++) {
            append(svg, bars.get(i), TOP + i * ROW, largest);
        }
        for (int i = 0; i < notes.size(); i++) {
            svg.append("<text x=\"12\" y=\"%d\" font-size=\"10\" fill=\"#888\">%s</text>%n"
                    .formatted(height - 10 - (notes.size() - 1 - i) * NOTE_ROW, escape(notes.get(i))));
        }
        return svg.append("</svg>\n").toString();
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + word.length() >= NOTE_CHARACTERS) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void append(StringBuilder svg, Bar bar, int y, double largest) {
        double width = Math.max(1, (WIDTH - LABEL_WIDTH - VALUE_WIDTH) * bar.value() / largest);
        svg.append(String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <text x="%.1f" y="%d">%s</text>
                """,
                LABEL_WIDTH - 8,
                y + 17,
                escape(bar.label()),
                LABEL_WIDTH,
                y + 4,
                width,
                ROW - 10,
                bar.ours() ? "#d9480f" : "#9aa5b1",
                LABEL_WIDTH + width + 6,
                y + 17,
                Table.number(bar.value())));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
