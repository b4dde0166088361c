package io.notifyflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the embeds of a message and holds them to Discord's limits.
 *
 * <p>https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
final class EmbedForm {

    static final int EMBEDS = 10;
    static final int TITLE = 256;
    static final int DESCRIPTION = 4096;
    static final int FIELDS = 25;
    static final int FIELD_NAME = 256;
    static final int FIELD_VALUE = 1024;
    static final int FOOTER = 2048;
    static final int AUTHOR = 256;
    static final int CHARACTERS_OF_ALL_EMBEDS = 6000;
    static final int COLOR = 0xFF_FF_FF;

    private EmbedForm() {}

    static List<DiscordEmbed> readAll(FormFields message) {
        List<FormFields> forms = message.children("embeds", EMBEDS);
        List<DiscordEmbed> embeds = new ArrayList<>(forms.size());
        int characters = 0;
        for (FormFields form : forms) {
            DiscordEmbed embed = read(form);
            characters += embed.characters();
            embeds.add(embed);
        }
        if (characters > CHARACTERS_OF_ALL_EMBEDS && message.errors().isEmpty()) {
            message.errors()
                    .add(
                            "embeds",
                            "MAX_EMBED_SIZE_EXCEEDED",
                            "Embed size exceeds maximum size of %d",
                            CHARACTERS_OF_ALL_EMBEDS);
        }
        return embeds;
    }

    private static DiscordEmbed read(FormFields form) {
        DiscordEmbed embed = new DiscordEmbed(
                "rich",
                form.text("title", TITLE),
                form.text("description", DESCRIPTION),
                form.url("url"),
                form.timestamp("timestamp"),
                form.integer("color", 0, COLOR),
                footer(form.child("footer")),
                author(form.child("author")),
                image(form.child("image")),
                image(form.child("thumbnail")),
                fields(form));
        if (embed.isEmpty() && form.errors().isEmpty()) {
            form.errors().add(form.pathOf("description"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        return embed;
    }

    private static List<DiscordEmbed.Field> fields(FormFields embed) {
        List<DiscordEmbed.Field> fields = new ArrayList<>();
        for (FormFields form : embed.children("fields", FIELDS)) {
            fields.add(new DiscordEmbed.Field(
                    form.requiredText("name", FIELD_NAME),
                    form.requiredText("value", FIELD_VALUE),
                    form.flag("inline")));
        }
        return fields;
    }

    private static DiscordEmbed.@Nullable Footer footer(@Nullable FormFields form) {
        if (form == null) {
            return null;
        }
        String icon = form.url("icon_url");
        String text = form.text("text", FOOTER);
        return text == null ? null : new DiscordEmbed.Footer(text, icon);
    }

    private static DiscordEmbed.@Nullable Author author(@Nullable FormFields form) {
        if (form == null) {
            return null;
        }
        String url = form.url("url");
        String icon = form.url("icon_url");
        String name = form.text("name", AUTHOR);
        return name == null ? null : new DiscordEmbed.Author(name, url, icon);
    }

    private static DiscordEmbed.@Nullable Image image(@Nullable FormFields form) {
        if (form == null) {
            return null;
        }
        String url = form.url("url");
        return url == null ? null : new DiscordEmbed.Image(url);
    }
}
