package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<p>One</p><p>Two</p>                                     | One/Two",
                "One<br>Two<br/>Three                                     | One/Two/Three",
                "<table><tr><td>Host</td><td>db1</td></tr><tr><td>Load</td><td>9</td></tr></table> | Host db1/Load 9",
                "<tr><th>Host</th><th>db1</th></tr>                       | Host db1",
                "<ul><li>a</li><li>b</li></ul>                            | a/b",
                "&copy; &rarr; &euro; &Eacute;&ntilde; &#8364; &#x20AC;   | © → € Éñ € €",
                "<style>p{color:red}</style><script>x()</script>Text      | Text",
                "<html><head><title>No</title><style>a{}</style></head><body>Yes</body></html> | Yes",
                "a <!-- hidden --> b                                      | a b",
                "1 < 2 and 3 > 2                                          | 1 < 2 and 3 > 2",
                "<b>bold</b>face                                          | boldface",
                "one⏎  two                                               | one two",
            })
    void showsWhatABrowserShows(String html, String text) {
        assertThat(HtmlText.excerpt(html.replace('⏎', '\n')).replace('\n', '/')).isEqualTo(text);
    }

    @Test
    void aLongStyleSheetIsNotText() {
        String css = "p { margin: 0; color: #333 }\n".repeat(5000);

        assertThat(HtmlText.excerpt("<style>" + css + "</style><p>Disk full</p>"))
                .isEqualTo("Disk full");
        assertThat(HtmlText.excerpt("<style>" + css + css)).isEmpty();
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(HtmlText.excerpt("<p>" + "😀".repeat(600) + "</p>")).isEqualTo("😀".repeat(499) + "…");
        assertThat(HtmlText.excerpt("a" + "😀".repeat(150_000))).endsWith("…").doesNotContain("\uFFFD");
    }

    @Test
    void deepMarkupIsRead() {
        assertThat(HtmlText.excerpt("<div>".repeat(20_000) + "deep")).isEqualTo("deep");
    }
}
