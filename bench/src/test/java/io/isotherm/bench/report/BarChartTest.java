package io.isotherm.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BarChartTest {
    @Test
    void drawsABarPerValueWhateverTheLabelsHold() throws Exception {
        String svg = new BarChart("a < b", "events & seconds")
                .add("<ours>", 200, true)
                .add("theirs", 50, false)
                .svg();
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        // the first is the background
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(width(document, 1)).isEqualTo(4 * width(document, 2));
    }

    private static double width(Document document, int rectangle) {
        return Double.parseDouble(document.getElementsByTagName("rect")
                .item(rectangle)
                .getAttributes()
                .getNamedItem("width")
                .getNodeValue());
    }
}
