package io.isotherm.connect;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Loads the jars of some folders and this project's own classes together, as Connect does with a plugin. */
final class ConnectPlugin extends URLClassLoader {
    private static final Path OWN_CLASSES = Path.of("target", "classes");

    ConnectPlugin(Path... folders) throws IOException {
        super(urls(folders), ConnectPlugin.class.getClassLoader());
    }

    private static URL[] urls(Path... folders) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(url(OWN_CLASSES)));
        for (Path folder : folders) {
            try (Stream<Path> jars = Files.list(folder)) {
                for (Path jar : jars.toList()) {
                    urls.add(url(jar));
                }
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    /** Ours are on the path of the tests too, where they would not see the jars. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith("io.isotherm.connect.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
