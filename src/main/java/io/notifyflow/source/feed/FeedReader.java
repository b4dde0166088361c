package io.notifyflow.source.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rometools.rome.feed.synd.SyndCategory;
import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.feed.synd.SyndLink;
import com.rometools.rome.feed.synd.SyndPerson;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import io.notifyflow.source.HtmlText;
import io.notifyflow.source.PollFailed;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of RSS 0.9x, 1.0 and 2.0, and of Atom 0.3 and 1.0.
 *
 * @see <a href="https://www.rssboard.org/rss-specification">RSS 2.0</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc4287">Atom</a>
 */
final class FeedReader {

    private static final int MOST_ITEMS = 500;

    /** A document in memory is many times as large as its text. */
    private static final Semaphore AT_ONCE = new Semaphore(2);

    private static final int WAIT_SECONDS = 20;

    private FeedReader() {}

    /**
     * What is in a feed.
     *
     * @param items      the newest, the oldest first: id, title, text, link, published, category, author, and the feed's
     *                   title. What an item lacks is empty; what is not known of its time is missing.
     * @param unreadable those that are left out, each with its id or its place, and the reason
     */
    record Read(ArrayNode items, List<String> unreadable) {}

    private record Item(@Nullable Instant published, ObjectNode json) {}

    /**
     * @param contentType of the answer
     * @param address     of the feed, without what is secret in it; relative links begin there
     * @throws PollFailed if it is no feed
     */
    static Read read(byte[] xml, String contentType, URI address) {
        await();
        try {
            Document document = FeedXml.document(xml, contentType);
            if (document == null) {
                throw new PollFailed("What is there is not XML");
            } else if (!FeedForm.restore(document.getRootElement(), address)) {
                throw new PollFailed("What is there is neither RSS nor Atom, but "
                        + document.getRootElement().getName());
            }
            return read(document);
        } finally {
            AT_ONCE.release();
        }
    }

    private static void await() {
        try {
            if (!AT_ONCE.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new PollFailed("The hub reads other feeds for too long; this one is tried again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PollFailed("The hub is stopping", e);
        }
    }

    private static Read read(Document document) {
        var items = new ArrayList<Item>();
        var unreadable = new ArrayList<String>();
        try {
            collect(document, items);
        } catch (FeedException | RuntimeException some) {
            items.clear();
            oneByOne(document, items, unreadable);
        }
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        List<Item> ordered = oldestFirst(items);
        ordered.subList(Math.max(0, ordered.size() - MOST_ITEMS), ordered.size())
                .forEach(item -> read.add(item.json()));
        return new Read(read, unreadable);
    }

    private static void collect(Document document, List<Item> items) throws FeedException {
        SyndFeed feed = new SyndFeedInput(false, Locale.ROOT).build(document);
        String title = HtmlText.plain(Objects.requireNonNullElse(feed.getTitle(), ""));
        boolean atom = feed.getFeedType().startsWith("atom");
        for (SyndEntry entry : feed.getEntries()) {
            items.add(item(entry, title, atom));
        }
    }

    /** One that Rome cannot read keeps it from reading the others. */
    private static void oneByOne(Document document, List<Item> items, List<String> unreadable) {
        List<Element> found = FeedForm.detachedItems(document.getRootElement());
        List<Element> all = found.subList(0, Math.min(found.size(), MOST_ITEMS));
        Element parent = FeedForm.parentOfItems(document.getRootElement());
        for (int i = 0; i < all.size(); i++) {
            Element item = all.get(i);
            parent.addContent(item);
            try {
                collect(document, items);
            } catch (FeedException | RuntimeException wrong) {
                unreadable.add("item " + (i + 1) + ": " + wrong.getMessage());
            }
            item.detach();
        }
        if (items.isEmpty()) {
            throw new PollFailed("Of the feed nothing can be read: " + String.join("; ", unreadable));
        }
    }

    /** Most feeds have the newest first; where each item has a date, that counts. */
    private static List<Item> oldestFirst(List<Item> items) {
        Collections.reverse(items);
        if (items.stream().allMatch(item -> item.published() != null)) {
            items.sort(Comparator.comparing(item -> item.published() == null ? Instant.MIN : item.published()));
        }
        return items;
    }

    private static Item item(SyndEntry entry, String feed, boolean atom) {
        String link = link(entry);
        String text = text(entry, atom);
        String title = title(entry, atom);
        Instant published = published(entry);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", first(key(entry), entry.getUri(), link, title).strip())
                .put("title", first(title, text.lines().findFirst().orElse(""), link))
                .put("text", text)
                .put("link", link)
                .put("category", category(entry))
                .put("author", author(entry))
                .put("feed", feed);
        if (published != null) {
            json.put("published", published.toString());
        }
        return new Item(published, json);
    }

    private static String key(SyndEntry entry) {
        return entry.getForeignMarkup().stream()
                .filter(element -> element.getNamespace().equals(FeedForm.KEY))
                .map(Element::getText)
                .findFirst()
                .orElse("");
    }

    private static String title(SyndEntry entry, boolean atom) {
        SyndContent title = entry.getTitleEx();
        if (title == null || title.getValue() == null) {
            return "";
        }
        return atom && isText(title)
                ? title.getValue().replaceAll("\\s+", " ").strip()
                : HtmlText.plain(title.getValue());
    }

    private static boolean isText(SyndContent content) {
        return content.getType() == null
                || content.getType().equals("text")
                || content.getType().equals("text/plain");
    }

    private static String text(SyndEntry entry, boolean atom) {
        return Stream.concat(Stream.ofNullable(entry.getDescription()), entry.getContents().stream())
                .filter(content -> content.getValue() != null)
                .map(content -> atom && isText(content)
                        ? HtmlText.shortened(content.getValue())
                        : HtmlText.excerpt(content.getValue()))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    private static String link(SyndEntry entry) {
        String other = entry.getLinks().stream()
                .map(SyndLink::getHref)
                .filter(href -> href != null && !href.isBlank())
                .findFirst()
                .orElse("");
        return first(entry.getLink(), other).strip();
    }

    private static String category(SyndEntry entry) {
        return entry.getCategories().stream()
                .map(SyndCategory::getName)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("")
                .strip();
    }

    private static String author(SyndEntry entry) {
        String person = entry.getAuthors().stream()
                .map(SyndPerson::getName)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("");
        return HtmlText.plain(first(person, entry.getAuthor()));
    }

    private static @Nullable Instant published(SyndEntry entry) {
        Date date = entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
        return date == null ? null : date.toInstant();
    }

    private static String first(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
