package io.isotherm.bench.replay;

import java.util.ArrayList;
import java.util.List;

/** Rows over time, seen at single moments. */
final class ProgressCurve {
    private static final double FROM = 0.1;
    private static final double TO = 0.9;

    private final List<Point> points = new ArrayList<>();

    private record Point(double seconds, long rows) {}

    void add(double seconds, long rows) {
        points.add(new Point(seconds, rows));
    }

    long last() {
        return points.get(points.size() - 1).rows();
    }

    /**
     * Events per second between 10 and 90 % of the rows, between looks by straight lines; 0 if all came at once.
     *
     * @param events that the last row count stands for
     */
    double middleRate(long events) {
        double seconds = reached(TO * last()) - reached(FROM * last());
        return seconds <= 0 ? 0 : (TO - FROM) * events / seconds;
    }

    private double reached(double rows) {
        Point before = new Point(0, 0);
        for (Point point : points) {
            if (point.rows() >= rows) {
                if (point.rows() == before.rows()) {
                    return point.seconds();
                }
                double share = (rows - before.rows()) / (point.rows() - before.rows());
                return before.seconds() + share * (point.seconds() - before.seconds());
            }
            before = point;
        }
        return before.seconds();
    }
}
