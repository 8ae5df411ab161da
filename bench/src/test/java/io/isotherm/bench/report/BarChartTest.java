package io.isotherm.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BarChartTest {
    @Test
    void drawsABarPerValueWhateverTheLabelsHold() throws Exception {
        Document document = draw(new BarChart("a < b", "events & seconds")
                .add("<ours>", 200, true)
                .add("theirs", 50, false));
        // the first is the background
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(width(document, 1)).isEqualTo(4 * width(document, 2));
    }

    @Test
    void aLongNoteTakesSeveralLines() throws Exception {
        Document document =
                draw(new BarChart("title", "unit").add("ours", 1, true).note("cores 2, ".repeat(40)));
        NodeList texts = document.getElementsByTagName("text");
        // title, unit, the bar's label and value, and the note
        assertThat(texts.getLength()).isEqualTo(4 + 3);
        assertThat(texts.item(6).getTextContent()).hasSizeLessThanOrEqualTo(150);
    }

    private static Document draw(BarChart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.svg())));
    }

    private static double width(Document document, int rectangle) {
        return Double.parseDouble(document.getElementsByTagName("rect")
                .item(rectangle)
                .getAttributes()
                .getNamedItem("width")
                .getNodeValue());
    }
}
