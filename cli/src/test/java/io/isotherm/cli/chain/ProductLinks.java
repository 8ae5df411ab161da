package io.isotherm.cli.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;

/** The product at another place, for a test that changes a part of it: what it does not change is linked. */
final class ProductLinks {
    private ProductLinks() {}

    /**
     * @param folder is made
     * @param left entries of the product's root that the test makes by itself
     */
    static Path at(Path folder, String... left) throws IOException {
        return link(StackPlace.ROOT, folder, left);
    }

    /** Files are copied with their times: a link is as new as the test, and the launcher would build it all again. */
    static Path link(Path from, Path to, String... left) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                Path name = entry.getFileName();
                if (Set.of(left).contains(name.toString())) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    Files.createSymbolicLink(to.resolve(name), entry);
                } else {
                    Files.copy(entry, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to;
    }
}
