package io.notifyflow.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a message's content notifies. Without the form's part everybody named in the content, so that a client that
 * forgot to forbid mentions can see it in what the sandbox stored.
 *
 * <p>https://discord.com/developers/docs/resources/message#allowed-mentions-object
 *
 * @param parse kinds notified whoever they are; null where the client set no rule at all
 */
record AllowedMentions(@Nullable Set<String> parse, Set<String> users, Set<String> roles) {

    private static final int LISTED = 100;
    private static final List<String> KINDS = List.of("roles", "users", "everyone");
    private static final Pattern MENTION = Pattern.compile("<@(&|!?)([0-9]{1,20})>");

    static AllowedMentions read(FormFields message) {
        FormFields form = message.child("allowed_mentions");
        if (form == null) {
            return new AllowedMentions(null, Set.of(), Set.of());
        }
        Set<String> parse = strings(form, "parse", Integer.MAX_VALUE);
        for (String kind : parse) {
            if (!KINDS.contains(kind)) {
                form.errors()
                        .add(
                                form.pathOf("parse"),
                                "BASE_TYPE_CHOICES",
                                "Value must be one of ('roles', 'users', 'everyone').");
            }
        }
        return new AllowedMentions(parse, listed(form, "users", parse), listed(form, "roles", parse));
    }

    boolean everyoneIn(String content) {
        return allows("everyone") && (content.contains("@everyone") || content.contains("@here"));
    }

    Set<String> usersIn(String content) {
        return mentioned(content, false, users, allows("users"));
    }

    Set<String> rolesIn(String content) {
        return mentioned(content, true, roles, allows("roles"));
    }

    private boolean allows(String kind) {
        return parse == null || parse.contains(kind);
    }

    private static Set<String> mentioned(String content, boolean role, Set<String> listed, boolean all) {
        if (!content.contains("<@") || (!all && listed.isEmpty())) {
            return Set.of();
        }
        Set<String> ids = new LinkedHashSet<>();
        Matcher matcher = MENTION.matcher(content);
        while (matcher.find()) {
            String id = matcher.group(2);
            if (matcher.group(1).equals("&") == role && (all || listed.contains(id))) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static Set<String> listed(FormFields form, String name, Set<String> parse) {
        Set<String> ids = strings(form, name, LISTED);
        if (!ids.isEmpty() && parse.contains(name)) {
            form.errors()
                    .add(
                            form.path(),
                            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                            "parse:[\"%s\"] and %s: [ids...] are mutually exclusive.",
                            name,
                            name);
        }
        return ids;
    }

    private static Set<String> strings(FormFields form, String name, int maximum) {
        JsonNode value = form.object().get(name);
        if (value == null || value.isNull()) {
            return Set.of();
        }
        if (!value.isArray()) {
            form.errors().add(form.pathOf(name), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        } else if (value.size() > maximum) {
            form.errors().add(form.pathOf(name), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maximum);
        }
        Set<String> strings = new HashSet<>();
        value.forEach(element -> strings.add(element.asText()));
        return strings;
    }
}
