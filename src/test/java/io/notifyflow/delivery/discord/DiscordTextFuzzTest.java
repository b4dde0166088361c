package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** What a parser of Markdown makes of texts that were made inert. */
class DiscordTextFuzzTest {

    private static final Parser MARKDOWN = Parser.builder().build();

    /** Texts of the pieces that links, mentions and their escapes are made of. */
    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "[",
                        "]",
                        "](",
                        "(",
                        ")",
                        "\\",
                        "\\\\",
                        "<",
                        ">",
                        "@1",
                        "#2",
                        "!",
                        "x",
                        " ",
                        "a",
                        "\"t\"",
                        "https://evil.example",
                        "[x](https://evil.example)",
                        "<@123>",
                        "😀")
                .list()
                .ofMinSize(1)
                .ofMaxSize(14)
                .map(pieces -> String.join("", pieces));
    }

    @Property
    void holdsNoLinkWithATextOfItsOwn(@ForAll("pieces") String text) {
        assertThat(links(DiscordText.inert(text))).as(DiscordText.inert(text)).isEmpty();
    }

    @Property
    void readsAsItWasWritten(@ForAll("pieces") String text) {
        // Where there are no escapes, and nothing that the parser takes for HTML: it drops a part of both.
        String plain = text.replace("\\", "").replace(">", "").replace("!", "");
        assertThat(shown(DiscordText.inert(plain)))
                .isEqualTo(shown(plain.replace("[", "\\[").replace("<", "\\<")));
    }

    /** A mention that a backslash stands before in the text; Discord counts them in pairs. */
    @Property
    void holdsNoMention(@ForAll("pieces") String text) {
        String inert = DiscordText.inert(text);
        for (int at = inert.indexOf("<@"); at >= 0; at = inert.indexOf("<@", at + 1)) {
            int backslashes = 0;
            while (at - backslashes > 0 && inert.charAt(at - backslashes - 1) == '\\') {
                backslashes++;
            }
            assertThat(backslashes % 2).as(inert).isEqualTo(1);
        }
    }

    @Example
    void reportedOnes() {
        for (String text : List.of(
                "[Reset](https://evil.example)",
                "\\[Reset](https://evil.example)",
                "\\\\\\[Reset](https://evil.example)",
                "[Re [x] set](https://evil.example)",
                "[[[x]]](https://evil.example)",
                "[a\\](https://x.example)](https://evil.example)",
                "[x]\n[y](https://evil.example)",
                "![x](https://evil.example/a.png)",
                "[x](<https://evil.example>)")) {
            assertThat(links(DiscordText.inert(text))).as(text).isEmpty();
        }
        assertThat(DiscordText.inert("C:\\temp [1]")).isEqualTo("C:\\temp [1]");
        assertThat(DiscordText.inert("\\<@123>")).isEqualTo("\\\\\\<@123>");
    }

    /** Those whose text is not their address. */
    private static List<String> links(String markdown) {
        var links = new ArrayList<String>();
        MARKDOWN.parse(markdown).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                // But for an address in angle brackets.
                if (!link.getDestination().endsWith(shown(link))) {
                    links.add(link.getDestination());
                }
                super.visit(link);
            }

            @Override
            public void visit(Image image) {
                links.add(image.getDestination());
            }
        });
        return links;
    }

    private static String shown(String markdown) {
        return shown(MARKDOWN.parse(markdown));
    }

    private static String shown(Node node) {
        var text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text piece) {
                text.append(piece.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                text.append('\n');
            }
        });
        return text.toString();
    }
}
