package io.isotherm.cli.repository;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of Markdown links to, and what can be linked to in it. Code is neither. */
final class Markdown {
    private static final Pattern FENCED_CODE = Pattern.compile("(?ms)^ *```.*?^ *```\\s*$");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?)\\s*$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private final String text;

    Markdown(String text) {
        this.text = text;
    }

    /** Targets of all links and pictures, as they are written. */
    List<String> links() {
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(INLINE_CODE.matcher(withoutFencedCode()).replaceAll("code"));
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        return links;
    }

    /** What may follow {@code #} in a link: the headings as GitHub makes anchors of them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher matcher = HEADING.matcher(withoutFencedCode());
        while (matcher.find()) {
            String anchor = matcher.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private String withoutFencedCode() {
        return FENCED_CODE.matcher(text).replaceAll("");
    }
}
