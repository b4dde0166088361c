package io.notifyflow.source.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.source.PollFailed;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedReaderTest {

    private static final URI ADDRESS = URI.create("https://blog.example/feeds/all.xml");

    private static List<JsonNode> items(String xml) {
        return items(xml.getBytes(StandardCharsets.UTF_8), "");
    }

    private static List<JsonNode> items(byte[] xml, String contentType) {
        var items = new ArrayList<JsonNode>();
        FeedReader.read(xml, contentType, ADDRESS).items().forEach(items::add);
        return items;
    }

    private static JsonNode item(String xml) {
        List<JsonNode> items = items(xml);
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    private static String rss(String item) {
        return rss("", item);
    }

    private static String rss(String namespaces, String item) {
        return "<rss version=\"2.0\" " + namespaces
                + "><channel><title>Blog</title><link>https://blog.example/</link><item>" + item
                + "</item></channel></rss>";
    }

    private static String atom(String entry) {
        return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Blog</title><entry><id>urn:1</id>" + entry
                + "</entry></feed>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE rss SYSTEM \"http://example.com/rss.dtd\">%s",
                "<!DOCTYPE rss [<!ENTITY nbsp \"x\"><!ENTITY file SYSTEM \"file:///etc/hostname\">]>%s",
                "<?xml version=\"1.0\"?><!DOCTYPE rss PUBLIC \"-//N//DTD 0.91//EN\" \"a>b\">%s",
                "\n\n <?xml version=\"1.0\" encoding=\"UTF-8\"?>%s",
                "\uFEFF<?xml version=\"1.0\"?>%s",
                "<!-- a comment --><?xml-stylesheet href=\"x.xsl\"?>%s",
            })
    void readsAFeedWhateverPrecedesIt(String frame) {
        assertThat(item(frame.formatted(rss("<title>T</title><guid>1</guid>")))
                        .path("title")
                        .asText())
                .isEqualTo("T");
    }

    @Test
    void loadsNothingAndKnowsNoEntities() {
        String xml =
                "<!DOCTYPE rss [<!ENTITY file SYSTEM \"file:///etc/hostname\"><!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
                        + rss("<title>x &file; &b;</title><guid>1</guid>");

        assertThat(item(xml).path("title").asText()).isEqualTo("x &file; &b;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Fish & chips                  | Fish & chips",
                "A&nbsp;B &eacute;&hellip;     | A B é…",
                "R&D; and Q&A                  | R&D; and Q&A",
                "<![CDATA[1 &lt; 2 <b>x</b>]]> | 1 < 2 x",
                "a&#1;b                        | ab",
                "1 &amp;lt; 2                  | 1 < 2",
                "A\u0001B                      | AB",
                "  two⏎  lines                | two lines",
            })
    void readsTextThatIsNotQuiteWellFormed(String title, String shown) {
        String item = "<title>" + title.replace('⏎', '\n') + "</title><guid>1</guid>";

        assertThat(item(rss(item)).path("title").asText()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "'', UTF-8, UTF-8",
        "text/xml; charset=iso-8859-1, ISO-8859-1, ''",
        "application/rss+xml; charset=\"windows-1252\", windows-1252, ''",
        "text/xml, ISO-8859-1, ISO-8859-1",
        "application/xml, UTF-16, ''",
        "text/xml; charset=no-such, UTF-8, ''",
        "text/xml, UTF-8, ''",
        "text/xml; charset=utf-8, UTF-8, ISO-8859-1",
    })
    void readsTheCharsetOfTheAnswerBeforeThatOfTheDocument(String type, String charset, String declared) {
        String declaration = declared.isEmpty() ? "" : "<?xml version=\"1.0\" encoding=\"" + declared + "\"?>";
        byte[] xml = (declaration + rss("<title>Grüße</title><guid>1</guid>")).getBytes(Charset.forName(charset));

        assertThat(items(xml, type).getFirst().path("title").asText()).isEqualTo("Grüße");
    }

    @Test
    void membersOfOtherFormatsAreNotTheItems() {
        JsonNode item = item(rss(
                "xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
                        + " xmlns:atom=\"http://www.w3.org/2005/Atom\"",
                "<media:title>M</media:title><media:description>MD</media:description><media:credit>C</media:credit>"
                        + "<itunes:title>I</itunes:title><itunes:author>IA</itunes:author>"
                        + "<atom:link rel=\"self\" href=\"https://blog.example/self\"/>"
                        + "<media:group><media:title>G</media:title></media:group>"
                        + "<title>T</title><description>D</description><author>ada@example.com (Ada)</author>"
                        + "<link>https://blog.example/1</link><guid isPermaLink=\"false\">g</guid>"));

        assertThat(item.path("title").asText()).isEqualTo("T");
        assertThat(item.path("text").asText()).isEqualTo("D");
        assertThat(item.path("author").asText()).isEqualTo("ada@example.com (Ada)");
        assertThat(item.path("link").asText()).isEqualTo("https://blog.example/1");
        assertThat(item.path("id").asText()).isEqualTo("g");
    }

    @Test
    void prefixesMayBeUndeclared() {
        JsonNode item = item(
                "<rss version=\"2.0\"><channel><title>B</title><item><g:title>no</g:title><title>T</title>"
                        + "<dc:creator>Ada</dc:creator><dc:date>2026-11-30T10:00:00Z</dc:date><guid>1</guid></item></channel></rss>");

        assertThat(item.path("title").asText()).isEqualTo("T");
        assertThat(item.path("author").asText()).isEqualTo("Ada");
        assertThat(item.path("published").asText()).isEqualTo("2026-11-30T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<guid>https://blog.example/p</guid>                                   | https://blog.example/p",
                "<guid isPermaLink='true'>https://blog.example/p</guid>                | https://blog.example/p",
                "<link/><guid>https://blog.example/p</guid>                            | https://blog.example/p",
                "<link>/posts/1</link><guid isPermaLink='false'>1</guid>               | https://blog.example/posts/1",
                "<link>posts/1</link><guid isPermaLink='false'>1</guid>                | https://blog.example/posts/1",
                "<link xml:base='https://other.example/a/'>1</link><guid isPermaLink='false'>1</guid> | https://other.example/a/1",
                "<link> https://blog.example/x </link>                                 | https://blog.example/x",
            })
    void findsTheLinkOfAnRssItem(String members, String link) {
        assertThat(item(rss("<title>T</title>" + members)).path("link").asText())
                .isEqualTo(link);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<link href='https://blog.example/1'/>                                          | https://blog.example/1",
                "<link rel='self' href='/self'/><link rel='alternate' href='/1'/>               | https://blog.example/1",
                "<link xml:base='https://other.example/a/' href='1'/>                           | https://other.example/a/1",
                "<link rel='enclosure' href='https://blog.example/a.mp3'/><link href='2'/>      | https://blog.example/feeds/2",
            })
    void findsTheLinkOfAnAtomEntry(String members, String link) {
        assertThat(item(atom("<title>T</title>" + members)).path("link").asText())
                .isEqualTo(link);
    }

    @Test
    void theBaseOfTheDocumentCounts() {
        String xml = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://base.example/a/\"><title>B</title>"
                + "<entry xml:base=\"b/\"><id>1</id><title>T</title><link href=\"c\"/></entry></feed>";

        assertThat(item(xml).path("link").asText()).isEqualTo("https://base.example/a/b/c");
    }

    @Test
    void anItemMayHaveNothingButADescription() {
        String xml = "<rss version=\"2.0\"><channel><title>B</title><item><description>First</description></item>"
                + "<item><description>Second</description></item></channel></rss>";

        assertThat(items(xml)).extracting(item -> item.path("title").asText()).containsExactly("Second", "First");
        assertThat(items(xml))
                .extracting(item -> item.path("id").asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(items(xml)).isEqualTo(items(xml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<content type='text'>1 &lt; 2, a &lt;b&gt; c</content>          | 1 < 2, a <b> c",
                "<content>plain &lt;i&gt;</content>                              | plain <i>",
                "<content type='html'>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</content> | One/Two",
                "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One</p><p>Two</p></div></content> | One/Two",
                "<summary type='xhtml'><xh:div xmlns:xh='http://www.w3.org/1999/xhtml'><xh:p>One</xh:p><xh:p>Two</xh:p></xh:div></summary> | One/Two",
            })
    void readsEachKindOfAtomText(String content, String text) {
        assertThat(item(atom("<title>T</title>" + content))
                        .path("text")
                        .asText()
                        .replace('\n', '/'))
                .isEqualTo(text);
    }

    @Test
    void anAtomTitleMayHoldMarkupAsText() {
        assertThat(item(atom("<title type=\"text\">a &lt;b&gt; c</title>"))
                        .path("title")
                        .asText())
                .isEqualTo("a <b> c");
        assertThat(item(atom("<title type=\"html\">a &lt;b&gt;c&lt;/b&gt;</title>"))
                        .path("title")
                        .asText())
                .isEqualTo("a c");
    }

    @Test
    void theWholeTextOfAnItemIsReadWhereThereIsNoOther() {
        String encoded = "<content:encoded><![CDATA[<p>Whole</p>]]></content:encoded>";

        assertThat(item(rss(
                                "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"",
                                "<title>T</title><guid>1</guid>" + encoded))
                        .path("text")
                        .asText())
                .isEqualTo("Whole");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<rss><channel><title>B</title><item><title>T</title><link>https://blog.example/1</link></item></channel></rss>",
                "<rss version=\"9.9\"><channel><title>B</title><ttl>soon</ttl><skipHours><hour>x</hour></skipHours><cloud port=\"x\"/>"
                        + "<item><title>T</title><link>https://blog.example/1</link><enclosure url=\"a\" length=\"big\"/></item></channel></rss>",
                "<rss version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"><channel><title>B</title>"
                        + "<item><title>T</title><link>https://blog.example/1</link></item></channel></rss>",
                "<rss version=\"0.91\"><channel><title>B</title></channel><item><title>T</title><link>https://blog.example/1</link></item></rss>",
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
                        + "<channel rdf:about=\"https://blog.example/\"><title>B</title><link>https://blog.example/</link></channel>"
                        + "<item rdf:about=\"https://blog.example/1\"><title>T</title><link>https://blog.example/1</link></item></rdf:RDF>",
                "<feed><title>B</title><entry><id>1</id><title>T</title><link href=\"https://blog.example/1\"/></entry></feed>",
                "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>B</title><entry><id>1</id><title>T</title>"
                        + "<link rel=\"alternate\" href=\"https://blog.example/1\"/></entry></feed>",
                "<atom:feed xmlns:atom=\"http://www.w3.org/2005/Atom\"><atom:title>B</atom:title><atom:entry><atom:id>1</atom:id>"
                        + "<atom:title>T</atom:title><atom:link href=\"https://blog.example/1\"/></atom:entry></atom:feed>",
            })
    void readsEachFormat(String xml) {
        JsonNode item = item(xml);

        assertThat(item.path("title").asText()).isEqualTo("T");
        assertThat(item.path("link").asText()).isEqualTo("https://blog.example/1");
        assertThat(item.path("feed").asText()).isEqualTo("B");
    }

    @Test
    void aFeedThatIsCutOffIsReadAsFarAsItGoes() {
        assertThat(
                        items(
                                "<rss version=\"2.0\"><channel><title>B</title><item><title>T</title><guid>1</guid></item><item><tit"))
                .extracting(item -> item.path("title").asText())
                .contains("T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body/></html>", "", "{\"items\":[]}", "plain"})
    void refusesWhatIsNoFeed(String body) {
        assertThatThrownBy(() -> items(body)).isInstanceOf(PollFailed.class);
    }

    @Test
    void deepAndWideDocumentsTakeNoMoreThanTheirTime() {
        String deep = "<a>".repeat(100_000);

        assertThat(item(rss("<title>T</title><guid>1</guid><description>" + deep + "</description>"))
                        .path("title")
                        .asText())
                .isEqualTo("T");
    }

    /** Otherwise all items of a feed would be told again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<title>T</title><pubDate>Mon, 30 Nov 2026 12:00:00 GMT</pubDate> | T Mon, 30 Nov 2026 12:00:00 GMT",
                "<title>T</title><link>/news/1</link>                             | /news/1",
                "<title>T</title><link>https://x.example/1?a=b</link>             | https://x.example/1?a=b",
                "<title>T</title><link>/1</link><guid>g</guid>                    | g",
            })
    void anItemKeepsItsKeyWhateverIsMadeOfIt(String members, String key) {
        assertThat(item(rss(members)).path("id").asText()).isEqualTo(key);
    }

    @Test
    void anItemOfRss1IsKnownByItsLink() {
        String xml =
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
                        + "<channel rdf:about=\"https://blog.example/\"><title>B</title></channel>"
                        + "<item rdf:about=\"urn:about\"><title>T</title><link>https://blog.example/1</link></item></rdf:RDF>";

        assertThat(item(xml).path("id").asText()).isEqualTo("https://blog.example/1");
    }

    @Test
    void oddLinksAreShownAsTheyWereSent() {
        assertThat(item(rss("<title>T</title><link>https://x.example/{id}?a=b|c</link>"))
                        .path("link")
                        .asText())
                .isEqualTo("https://x.example/{id}?a=b|c");
    }
}
