package io.isotherm.cli.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls of {@code ./isotherm} that the pages show, in their text and in their blocks of code. */
public final class DocumentedCalls {
    private static final Pattern CALL = Pattern.compile("\\./isotherm ((?:[^`\\n#;&|)\"]|\"[^\"]*\")+)");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\\s]+");

    private DocumentedCalls() {}

    /** @return the words of each call behind {@code ./isotherm} */
    public static List<List<String>> ofAllPages() throws IOException {
        List<List<String>> calls = new ArrayList<>();
        for (Path page : Documents.pages()) {
            if (!page.endsWith("CHANGELOG.md")) {
                calls.addAll(of(Documents.read(page.toString())));
            }
        }
        return calls;
    }

    /** @param page below the root */
    public static String read(String page) {
        return Documents.read(page);
    }

    private static List<List<String>> of(String text) {
        List<List<String>> calls = new ArrayList<>();
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(call.group(1));
            while (word.find()) {
                words.add(word.group());
            }
            if (!words.isEmpty()) {
                calls.add(words);
            }
        }
        return calls;
    }
}
