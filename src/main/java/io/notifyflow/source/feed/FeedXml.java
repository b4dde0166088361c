package io.notifyflow.source.feed;

import io.notifyflow.source.format.XmlCharset;
import java.util.HashMap;
import java.util.Map;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jdom2.IllegalNameException;
import org.jdom2.Namespace;
import org.jdom2.Verifier;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML as leniently as readers of feeds do: what precedes the declaration, bare ampersands, HTML's entities, control
 * characters, prefixes that nobody declared. There are no entities but HTML's and XML's own, and nothing is ever loaded:
 * a document type declaration is skipped.
 */
final class FeedXml {

    /** What is deeper is text. */
    private static final int DEEPEST = 60;

    private static final int MOST_NAMESPACES = 100;

    private static final String DOCTYPE = "<!doctype";

    /** For feeds that use them without a declaration. */
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "xml", "http://www.w3.org/XML/1998/namespace",
            "atom", "http://www.w3.org/2005/Atom",
            "content", "http://purl.org/rss/1.0/modules/content/",
            "dc", "http://purl.org/dc/elements/1.1/",
            "itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd",
            "media", "http://search.yahoo.com/mrss/",
            "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");

    private FeedXml() {}

    /**
     * @param contentType of the answer
     * @return the document; null if there is no element in it
     */
    static @Nullable Document document(byte[] xml, String contentType) {
        String text = withoutDoctype(XmlCharset.decoded(xml, contentType));
        org.jsoup.nodes.Document parsed = Parser.xmlParser().parseInput(text, "");
        for (Node node : parsed.childNodes()) {
            if (node instanceof org.jsoup.nodes.Element root) {
                return new Document(element(root, new HashMap<>(WELL_KNOWN), 0));
            }
        }
        return null;
    }

    /** The declaration ends at the first > that is in no quotation marks and not between the brackets. */
    private static String withoutDoctype(String xml) {
        int start = -1;
        for (int i = xml.indexOf("<!"); i >= 0 && start < 0; i = xml.indexOf("<!", i + 2)) {
            if (xml.regionMatches(true, i, DOCTYPE, 0, DOCTYPE.length())) {
                start = i;
            } else if (!xml.startsWith("<!--", i)) {
                return xml;
            }
        }
        if (start < 0) {
            return xml;
        }
        char quote = 0;
        boolean inside = false;
        for (int i = start; i < xml.length(); i++) {
            char next = xml.charAt(i);
            if (quote != 0) {
                quote = next == quote ? 0 : quote;
            } else if (next == '"' || next == '\'') {
                quote = next;
            } else if (next == '[') {
                inside = true;
            } else if (next == ']') {
                inside = false;
            } else if (next == '>' && !inside) {
                return xml.substring(0, start) + xml.substring(i + 1);
            }
        }
        return xml.substring(0, start);
    }

    private static Element element(org.jsoup.nodes.Element parsed, Map<String, String> outer, int depth) {
        Map<String, String> namespaces = outer;
        for (Attribute attribute : parsed.attributes()) {
            String name = attribute.getKey();
            if ((name.equals("xmlns") || name.startsWith("xmlns:")) && namespaces.size() < MOST_NAMESPACES) {
                // Copied only where some are added, and not without end: an element may have hundreds.
                namespaces = namespaces == outer ? new HashMap<>(outer) : namespaces;
                namespaces.put(name.equals("xmlns") ? "" : name.substring("xmlns:".length()), attribute.getValue());
            }
        }
        Element element = named(parsed.tagName(), namespaces);
        for (Attribute attribute : parsed.attributes()) {
            copy(attribute, namespaces, element);
        }
        if (depth >= DEEPEST) {
            return element.setText(legal(parsed.wholeText()));
        }
        for (Node child : parsed.childNodes()) {
            switch (child) {
                case TextNode text -> element.addContent(legal(text.getWholeText()));
                case org.jsoup.nodes.Element inner -> element.addContent(element(inner, namespaces, depth + 1));
                default -> {
                    // Comments and instructions say nothing to a reader.
                }
            }
        }
        return element;
    }

    private static Element named(String tag, Map<String, String> namespaces) {
        int colon = tag.indexOf(':');
        String prefix = colon < 0 ? "" : tag.substring(0, colon);
        String uri = namespaces.getOrDefault(prefix, prefix.isEmpty() ? "" : "urn:undeclared:" + prefix);
        try {
            return new Element(tag.substring(colon + 1), Namespace.getNamespace(uri.isEmpty() ? "" : prefix, uri));
        } catch (IllegalNameException noName) {
            return new Element("unnamed");
        }
    }

    private static void copy(Attribute attribute, Map<String, String> namespaces, Element element) {
        String name = attribute.getKey();
        int colon = name.indexOf(':');
        String prefix = colon < 0 ? "" : name.substring(0, colon);
        if (name.equals("xmlns") || prefix.equals("xmlns")) {
            return;
        }
        try {
            String uri = namespaces.getOrDefault(prefix, "urn:undeclared:" + prefix);
            Namespace namespace = prefix.isEmpty() ? Namespace.NO_NAMESPACE : Namespace.getNamespace(prefix, uri);
            element.setAttribute(name.substring(colon + 1), legal(attribute.getValue()), namespace);
        } catch (IllegalArgumentException noName) {
            // What XML has no name for is none of a feed's.
        }
    }

    private static String legal(String text) {
        if (Verifier.checkCharacterData(text) == null) {
            return text;
        }
        var legal = new StringBuilder();
        text.codePoints().filter(Verifier::isXMLCharacter).forEach(legal::appendCodePoint);
        return legal.toString();
    }
}
