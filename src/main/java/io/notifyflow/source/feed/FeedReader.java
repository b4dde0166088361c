package io.notifyflow.source.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.source.HtmlText;
import io.notifyflow.source.PollFailed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * RSS 2.0, RSS 1.0 and Atom to items as JSON.
 *
 * @see <a href="https://www.rssboard.org/rss-specification">RSS 2.0</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc4287">Atom</a>
 */
final class FeedReader {

    private static final int MOST_ITEMS = 500;
    private static final Set<String> ROOTS = Set.of("rss", "feed", "RDF");

    /** A document in memory is many times as large as its text. */
    private static final Semaphore AT_ONCE = new Semaphore(2);

    private FeedReader() {}

    private record Item(@Nullable Instant published, ObjectNode json) {}

    /**
     * The newest items, the oldest first: id, title, text, link, published, category, author, and the feed's title. What
     * an item lacks is missing.
     *
     * @throws PollFailed if it is no feed
     */
    static ArrayNode items(byte[] xml) {
        AT_ONCE.acquireUninterruptibly();
        try {
            return read(xml);
        } finally {
            AT_ONCE.release();
        }
    }

    private static ArrayNode read(byte[] xml) {
        Element root = root(xml);
        if (!ROOTS.contains(name(root))) {
            throw new PollFailed("What is there is neither RSS nor Atom");
        }
        Element channel = child(root, "channel");
        String feed = HtmlText.plain(text(channel == null ? root : channel, "title"));
        var items = new ArrayList<Item>();
        collect(root, feed, items);
        if (channel != null) {
            collect(channel, feed, items);
        }
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        List<Item> ordered = oldestFirst(items);
        ordered.subList(Math.max(0, ordered.size() - MOST_ITEMS), ordered.size())
                .forEach(item -> read.add(item.json()));
        return read;
    }

    /** Most feeds have the newest first; where each item has a date, that counts. */
    private static List<Item> oldestFirst(List<Item> items) {
        Collections.reverse(items);
        if (items.stream().allMatch(item -> item.published() != null)) {
            items.sort(Comparator.comparing(item -> item.published() == null ? Instant.MIN : item.published()));
        }
        return items;
    }

    private static Element root(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://javax.xml.XMLConstants/feature/secure-processing", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setCoalescing(true);
            var builder = factory.newDocumentBuilder();
            // Its own would write to the console.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException | IOException malformed) {
            throw new PollFailed("What is there is not well-formed XML, or has a document type declaration", malformed);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java's own parser has these features", e);
        }
    }

    private static void collect(Element parent, String feed, List<Item> items) {
        for (Element child : children(parent)) {
            if (name(child).equals("item") || name(child).equals("entry")) {
                Item item = item(child, feed);
                // Without anything to tell it by it would be told again and again.
                if (!item.json().path("id").asText().isEmpty()) {
                    items.add(item);
                }
            }
        }
    }

    private static Item item(Element item, String feed) {
        Instant published = published(item);
        String link = link(item);
        String title = HtmlText.plain(text(item, "title"));
        String id = first(text(item, "guid"), text(item, "id"), link, title + " " + text(item, "pubDate"));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        String text = HtmlText.excerpt(
                first(text(item, "description"), text(item, "summary"), text(item, "encoded"), text(item, "content")));
        json.put("id", id.strip())
                .put("title", first(title, text.lines().findFirst().orElse(""), link))
                .put("text", text)
                .put("link", link)
                .put("category", category(item))
                .put("author", author(item))
                .put("feed", feed);
        if (published != null) {
            json.put("published", published.toString());
        }
        return new Item(published, json);
    }

    private static String link(Element item) {
        String other = "";
        for (Element link : children(item)) {
            if (name(link).equals("link")) {
                String address =
                        first(link.getAttribute("href"), link.getTextContent()).strip();
                String relation = link.getAttribute("rel");
                if (relation.isEmpty() || relation.equals("alternate")) {
                    return address;
                }
                other = first(other, address);
            }
        }
        return other;
    }

    private static String category(Element item) {
        Element category = child(item, "category");
        return category == null
                ? ""
                : first(category.getAttribute("term"), category.getTextContent())
                        .strip();
    }

    private static String author(Element item) {
        Element author = child(item, "author");
        String name = author == null ? "" : first(text(author, "name"), author.getTextContent());
        return HtmlText.plain(first(name, text(item, "creator")));
    }

    private static @Nullable Instant published(Element item) {
        String told = first(text(item, "pubDate"), text(item, "published"), text(item, "updated"), text(item, "date"));
        try {
            return OffsetDateTime.parse(told.strip()).toInstant();
        } catch (DateTimeParseException notIso) {
            return rfc822(told.strip());
        }
    }

    private static @Nullable Instant rfc822(String told) {
        try {
            return ZonedDateTime.parse(told, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }

    private static String first(String... texts) {
        for (String text : texts) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent();
    }

    private static @Nullable Element child(Element parent, String name) {
        for (Element child : children(parent)) {
            if (name(child).equals(name)) {
                return child;
            }
        }
        return null;
    }

    private static List<Element> children(Element parent) {
        var children = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static String name(Node node) {
        return node.getLocalName();
    }
}
