package io.notifyflow.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An embed as Discord stores it: white space trimmed, absent parts left out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DiscordEmbed(
        String type,
        @Nullable String title,
        @Nullable String description,
        @Nullable String url,
        @Nullable String timestamp,
        @Nullable Integer color,
        @Nullable Footer footer,
        @Nullable Author author,
        @Nullable Image image,
        @Nullable Image thumbnail,
        @Nullable List<Field> fields) {

    /** A name and a value; inline ones stand side by side. */
    public record Field(String name, String value, boolean inline) {}

    /** The small line at the bottom. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Footer(String text, @JsonProperty("icon_url") @Nullable String iconUrl) {}

    /** The small line at the top. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Author(String name, @Nullable String url, @JsonProperty("icon_url") @Nullable String iconUrl) {}

    /** A picture, by its address. */
    public record Image(String url) {}

    /** The fields, none where the embed has none. */
    public List<Field> fieldList() {
        return fields == null ? List.of() : fields;
    }

    /** Code points that count towards the limit of all embeds of a message together. */
    int characters() {
        int characters = FormText.length(title) + FormText.length(description);
        characters += footer == null ? 0 : FormText.length(footer.text());
        characters += author == null ? 0 : FormText.length(author.name());
        for (Field field : fieldList()) {
            characters += FormText.length(field.name()) + FormText.length(field.value());
        }
        return characters;
    }

    boolean isEmpty() {
        return title == null
                && description == null
                && footer == null
                && author == null
                && image == null
                && thumbnail == null
                && fieldList().isEmpty();
    }
}
