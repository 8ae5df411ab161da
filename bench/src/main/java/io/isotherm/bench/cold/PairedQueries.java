package io.isotherm.bench.cold;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.bench.report.Statistics;
import io.isotherm.bench.stack.BenchException;
import io.isotherm.bench.stack.ClickHouse;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries put to bronze and to one table in turn, every second time the other way round. Answers must be equal. Times
 * are those of the client, from the request to the end of the answer, in milliseconds.
 */
final class PairedQueries {
    private final ClickHouse clickHouse;
    private final List<Double> bronzeMillis = new ArrayList<>();
    private final List<Double> oneTableMillis = new ArrayList<>();

    PairedQueries(ClickHouse clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** @throws BenchException if the answers differ or are empty */
    void ask(String ofBronze, String ofOneTable) {
        boolean bronzeFirst = bronzeMillis.size() % 2 == 0;
        String first = timed(bronzeFirst ? ofBronze : ofOneTable, bronzeFirst);
        String second = timed(bronzeFirst ? ofOneTable : ofBronze, !bronzeFirst);
        if (first.isEmpty() || !first.equals(second)) {
            throw new BenchException("different answers to '" + ofBronze + "' and '" + ofOneTable + "':\n"
                    + (bronzeFirst ? "bronze" : "one table") + ": " + first + "\n"
                    + (bronzeFirst ? "one table" : "bronze") + ": " + second);
        }
    }

    private String timed(String sql, boolean ofBronze) {
        long start = System.nanoTime();
        String answer = clickHouse.query(sql);
        (ofBronze ? bronzeMillis : oneTableMillis).add((System.nanoTime() - start) / 1e6);
        return answer;
    }

    /** How many times as long bronze took, in the median of the pairs. */
    double ratio() {
        return Statistics.medianRatio(bronzeMillis, oneTableMillis);
    }

    double bronzeMillis(double percentile) {
        return Statistics.percentile(Statistics.sorted(bronzeMillis), percentile);
    }

    double oneTableMillis(double percentile) {
        return Statistics.percentile(Statistics.sorted(oneTableMillis), percentile);
    }

    ObjectNode json(String what) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("what", what).put("bronzeToOneTable", ratio());
        add(node.putArray("bronzeMillis"), bronzeMillis);
        add(node.putArray("oneTableMillis"), oneTableMillis);
        return node;
    }

    private static void add(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }
}
