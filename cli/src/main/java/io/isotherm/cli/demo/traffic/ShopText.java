package io.isotherm.cli.demo.traffic;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Made-up texts: every one is a function of the random numbers given. */
final class ShopText {
    private static final List<String> NAMES = List.of(
            "Renée O'Brien",
            "Jean-Luc Dupont",
            "Søren Kierkegård",
            "Владимир",
            "王小明",
            "José \"Pepe\" García",
            "Zoë",
            "محمد");
    private static final List<String> REMARKS = List.of(
            "It's \"fine\"",
            "ça va, très bien",
            "perfekt für den Preis",
            "とても良い 👍",
            "back\\slash and 100% cotton",
            "line one\nline two\tand a tab",
            "not what I ordered; refund, please",
            "'; DROP TABLE users; --",
            "👩‍👩‍👧‍👦 loved it",
            "",
            "NULL");
    private static final List<String> STREETS =
            List.of("Main Street", "Rue de l'Église", "Königsallee \"Nord\"", "Jalan Sudirman", "Улица Ленина", "中山路");
    private static final String[][] PLACES = {
        {"Jakarta", "Indonesia"}, {"São Paulo", "Brasil"}, {"Xi'an", "China"}, {"Zürich", "Schweiz"},
        {"東京", "日本"}, {"Łódź", "Polska"}, {"Abidjan", "Côte d'Ivoire"}, {"Portland", "United States"}
    };

    /** The printable ASCII characters: random ones do not compress. */
    private static final int FIRST_CHARACTER = '!';

    private static final int LAST_CHARACTER = '~';
    private static final int SHORTEST_LONG_TEXT = 9_000;
    private static final int LONGEST_LONG_TEXT = 12_000;

    private ShopText() {}

    static String name(SplittableRandom random) {
        return any(NAMES, random) + " " + random.nextInt(1_000);
    }

    static String phone(SplittableRandom random) {
        return "+62 8%02d-%03d-%04d".formatted(random.nextInt(100), random.nextInt(1_000), random.nextInt(10_000));
    }

    /** At most 60 characters, sometimes empty. */
    static String remark(SplittableRandom random) {
        String remark = any(REMARKS, random);
        return remark.isEmpty() ? remark : remark + " #" + random.nextInt(100_000);
    }

    static String address(SplittableRandom random) {
        return 1 + random.nextInt(300) + " " + any(STREETS, random);
    }

    /** City and country. */
    static String[] place(SplittableRandom random) {
        return PLACES[random.nextInt(PLACES.length)];
    }

    static String postalCode(SplittableRandom random) {
        return "%05d".formatted(random.nextInt(100_000));
    }

    /** 9,000 to 12,000 bytes that PostgreSQL cannot compress into the row, so that it stores them out of line. */
    static String longText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        random.ints(
                        SHORTEST_LONG_TEXT + random.nextInt(LONGEST_LONG_TEXT - SHORTEST_LONG_TEXT),
                        FIRST_CHARACTER,
                        LAST_CHARACTER + 1)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    /** As many texts as {@code count}. */
    static String[] texts(int count, SplittableRandom random, Function<SplittableRandom, String> kind) {
        return IntStream.range(0, count).mapToObj(i -> kind.apply(random)).toArray(String[]::new);
    }

    private static String any(List<String> options, SplittableRandom random) {
        return options.get(random.nextInt(options.size()));
    }
}
