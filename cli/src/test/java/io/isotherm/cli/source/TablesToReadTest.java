package io.isotherm.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.cli.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesToReadTest {
    /** Their changes of that time were lost, and no command looked. */
    @Test
    void tablesThatAFailedChangeHadLeftOutAreReadAgain(@TempDir Path root) {
        TablesToRead toRead = new TablesToRead(Settings.load(root, Map.of()), "shop");
        toRead.add(List.of("public.made_again"));

        toRead.restore(
                toRead.known(),
                List.of("public.log"),
                List.of("public.orders", "public.left_out", "public.made_again"),
                List.of("public.orders", "public.made_again", "public.added"));

        assertThat(toRead.known()).containsExactlyInAnyOrder("public.made_again", "public.log", "public.left_out");
    }
}
