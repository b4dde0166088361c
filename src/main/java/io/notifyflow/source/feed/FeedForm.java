package io.notifyflow.source.feed;

import io.notifyflow.source.HtmlText;
import io.notifyflow.source.format.WrittenDates;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a feed what its format's description has it be, so that Rome reads it: versions and namespaces that are
 * missing, dates in another form, relative links, items without a name.
 */
final class FeedForm {

    static final Namespace ATOM = Namespace.getNamespace("http://www.w3.org/2005/Atom");

    /** What tells an item from others, as it was sent. */
    static final Namespace KEY = Namespace.getNamespace("key", "urn:notifyflow:item-key");

    private static final Namespace XHTML = Namespace.getNamespace("http://www.w3.org/1999/xhtml");
    private static final Set<String> OLD_ATOM = Set.of("http://purl.org/atom/ns#");
    /** Of which items have authors, dates, texts and links. */
    private static final Set<String> READ = Set.of(
            ATOM.getURI(),
            "http://purl.org/dc/elements/1.1/",
            "http://purl.org/rss/1.0/modules/content/",
            Namespace.XML_NAMESPACE.getURI(),
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    /** Whose numbers stop a whole feed if they are none. */
    private static final Set<String> UNREAD =
            Set.of("cloud", "enclosure", "image", "skipDays", "skipHours", "textInput", "textinput", "ttl");

    private static final Set<String> DATES =
            Set.of("pubDate", "published", "updated", "modified", "issued", "created", "date", "lastBuildDate");
    /** Atom has XHTML in them, as it is. */
    private static final Set<String> TEXTS = Set.of("title", "content", "summary", "rights", "subtitle");

    private static final Set<String> ITEMS = Set.of("item", "entry");

    private FeedForm() {}

    /**
     * @param address of the feed, which relative links begin at if it says nothing else
     * @return false if it is no feed
     */
    static boolean restore(Element root, URI address) {
        switch (root.getName()) {
            case "rss" -> {
                rename(root, root.getNamespaceURI(), Namespace.NO_NAMESPACE);
                root.setAttribute("version", "2.0");
                gatherItems(root);
            }
            case "feed" -> {
                if (!OLD_ATOM.contains(root.getNamespaceURI())) {
                    rename(root, root.getNamespaceURI(), ATOM);
                }
            }
            case "RDF" -> {
                // RSS 1.0, whose namespaces every reader asks for.
            }
            default -> {
                return false;
            }
        }
        prune(root, root.getNamespaceURI().isEmpty() ? "" : formatOf(root));
        Element channel = child(root, "channel");
        keys(root);
        if (channel != null) {
            keys(channel);
        }
        dates(root);
        URI base = base(channel == null ? root : channel, base(root, address));
        URI site = channel == null ? base : resolved(base, text(channel, "link"));
        items(root, site);
        if (channel != null) {
            items(channel, site);
        }
        return true;
    }

    private static void rename(Element element, String from, Namespace to) {
        if (element.getNamespaceURI().equals(from)) {
            element.setNamespace(to);
        }
        element.getChildren().forEach(child -> rename(child, from, to));
    }

    /** Some have them beside the channel, as RSS 1.0 does. */
    private static void gatherItems(Element rss) {
        Element channel = child(rss, "channel");
        if (channel == null) {
            channel = new Element("channel");
            rss.addContent(channel);
        }
        for (Element item : List.copyOf(rss.getChildren("item"))) {
            channel.addContent(item.detach());
        }
    }

    private static String formatOf(Element root) {
        Element channel = child(root, "channel");
        return channel == null ? root.getNamespaceURI() : channel.getNamespaceURI();
    }

    private static void prune(Element element, String own) {
        for (Element child : List.copyOf(element.getChildren())) {
            boolean format = child.getNamespaceURI().equals(own);
            if (!format && !READ.contains(child.getNamespaceURI()) || UNREAD.contains(child.getName())) {
                child.detach();
            } else if (TEXTS.contains(child.getName())) {
                rename(child, XHTML.getURI(), XHTML);
            } else {
                prune(child, own);
            }
        }
    }

    /** Before anything is changed, so that an item keeps its key whatever is made of its dates and links. */
    private static void keys(Element parent) {
        for (Element item : parent.getChildren()) {
            if (ITEMS.contains(item.getName())) {
                String key = key(item);
                if (!key.isEmpty()) {
                    item.addContent(new Element(KEY.getPrefix(), KEY).setText(key));
                }
            }
        }
    }

    private static String key(Element item) {
        for (String name : List.of("guid", "id")) {
            if (!text(item, name).isBlank()) {
                return text(item, name).strip();
            }
        }
        String other = "";
        for (Element link : item.getChildren()) {
            if (link.getName().equals("link")) {
                String address = link.getAttributeValue("href", link.getText()).strip();
                if (List.of("", "alternate").contains(link.getAttributeValue("rel", "")) && !address.isEmpty()) {
                    return address;
                }
                other = other.isEmpty() ? address : other;
            }
        }
        return other.isEmpty() ? (HtmlText.plain(text(item, "title")) + " " + text(item, "pubDate")).strip() : other;
    }

    private static void dates(Element element) {
        if (DATES.contains(element.getName())) {
            Instant date = WrittenDates.instant(element.getText());
            if (date != null) {
                element.setText(date.toString());
            }
        }
        element.getChildren().forEach(FeedForm::dates);
    }

    private static void items(Element parent, URI site) {
        for (Element item : parent.getChildren()) {
            if (ITEMS.contains(item.getName())) {
                URI base = base(item, site);
                links(item, base);
                name(item);
            }
        }
    }

    private static void links(Element item, URI base) {
        for (Element child : item.getChildren()) {
            if (!child.getNamespace().equals(item.getNamespace())
                    && !child.getNamespace().equals(ATOM)) {
                continue;
            }
            if (child.getName().equals("link") && child.getAttribute("href") != null) {
                child.setAttribute("href", link(base(child, base), child.getAttributeValue("href")));
            } else if (child.getName().equals("link") && !child.getText().isBlank()) {
                child.setText(link(base(child, base), child.getText()));
            }
        }
    }

    /** RSS allows an item that has nothing but a description; it needs a name to be told from others. */
    private static void name(Element item) {
        Namespace rss = item.getNamespace();
        item.getChildren()
                .removeIf(child -> child.getName().equals("link")
                        && child.getText().isBlank()
                        && child.getAttribute("href") == null);
        boolean named = !text(item, "guid").isBlank()
                || !text(item, "id").isBlank()
                || !text(item, "link").isBlank()
                || item.getChildren("link", ATOM).stream().anyMatch(link -> link.getAttribute("href") != null);
        if (!named && item.getName().equals("item")) {
            item.removeChildren("guid", rss);
            String title = HtmlText.plain(text(item, "title"));
            String name = (title + " " + text(item, "pubDate")).strip();
            item.addContent(new Element("guid", rss)
                    .setAttribute("isPermaLink", "false")
                    .setText(name.isEmpty() ? HtmlText.plain(text(item, "description")) : name));
        }
    }

    /** Where the items of a feed are. */
    static Element parentOfItems(Element root) {
        Element channel = child(root, "channel");
        return channel == null || root.getName().equals("RDF") ? root : channel;
    }

    /** The items, taken out of the feed. */
    static List<Element> detachedItems(Element root) {
        List<Element> items = parentOfItems(root).getChildren().stream()
                .filter(child -> ITEMS.contains(child.getName()))
                .toList();
        items.forEach(Element::detach);
        return items;
    }

    private static URI base(Element element, URI outer) {
        String base = element.getAttributeValue("base", Namespace.XML_NAMESPACE);
        return base == null ? outer : resolved(outer, base);
    }

    /** As it was sent where it is no address to Java. */
    private static String link(URI base, String link) {
        String bare = link.strip();
        try {
            return base.resolve(bare.replace(" ", "%20")).toString();
        } catch (IllegalArgumentException odd) {
            return bare;
        }
    }

    private static URI resolved(URI base, String link) {
        try {
            return base.resolve(link.strip().replace(" ", "%20"));
        } catch (IllegalArgumentException noAddress) {
            return base;
        }
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getText();
    }

    /** Of the feed's own format: others have titles and links, too. */
    static @Nullable Element child(Element parent, String name) {
        for (Element child : parent.getChildren()) {
            boolean own = child.getNamespace().equals(parent.getNamespace())
                    || parent.getName().equals("RDF");
            if (own && child.getName().equals(name)) {
                return child;
            }
        }
        return null;
    }
}
