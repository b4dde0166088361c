package io.notifyflow.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads DATABASE_URL, as hosting platforms and libpq write it.
 *
 * <p>No message quotes any part of the URL: where it is malformed, the password may stand anywhere in it.
 */
final class DatabaseUrl {

    private static final Pattern FORM = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^/?#]*)@)?"
            + "(?<host>\\[[0-9a-fA-F:.%]+]|[^\\[\\]:/?#@\\s]+)(?::(?<port>[0-9]{1,5}))?"
            + "(?:/(?<database>[^/?#\\s]*))?(?:\\?(?<query>[^#\\s]*))?");

    /** libpq's names for what the JDBC driver calls otherwise. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding");

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private static final String EXAMPLE =
            "Set it in the form postgres://user:password@host:5432/database?sslmode=require "
                    + "(percent-encode characters such as @ : / % in the user and the password), "
                    + "or leave it unset to use the embedded database.";

    private DatabaseUrl() {}

    static DatabaseAccess parse(String url) {
        Matcher form = FORM.matcher(url.strip());
        if (!form.matches()) {
            throw malformed(
                    url.strip().matches("(jdbc:)?postgres(ql)?://.*")
                            ? "its host, port or path cannot be told apart"
                            : "it does not start with postgres://, postgresql:// or jdbc:postgresql://");
        }
        String credentials = form.group("user") == null ? "" : form.group("user");
        int colon = credentials.indexOf(':');
        String user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
        String password = colon < 0 ? null : decode(credentials.substring(colon + 1));

        List<String> parameters = new ArrayList<>();
        String query = form.group("query") == null ? "" : form.group("query");
        for (String parameter : query.split("&", -1)) {
            String name = parameter.replaceFirst("=.*", "");
            String value = parameter.substring(Math.min(parameter.length(), name.length() + 1));
            switch (name) {
                case "" -> {}
                case "user" -> user = decode(value);
                case "password" -> password = decode(value);
                case "sslmode" -> parameters.add("sslmode=" + sslMode(value));
                case "preferQueryMode" ->
                    throw malformed("preferQueryMode cannot be set: in the mode \"simple\" a"
                            + " parameter of a statement is part of its text");
                default -> parameters.add(DRIVER_NAMES.getOrDefault(name, name) + "=" + value);
            }
        }
        if (user.isEmpty()) {
            throw malformed("it names no user");
        }
        return new DatabaseAccess(jdbcUrl(form, parameters), user, password);
    }

    private static String sslMode(String value) {
        if (!SSL_MODES.contains(value)) {
            throw malformed("its sslmode is none of " + String.join(", ", SSL_MODES));
        }
        return value;
    }

    private static String jdbcUrl(Matcher form, List<String> parameters) {
        String database = form.group("database");
        if (database == null || database.isEmpty()) {
            throw malformed("it names no database");
        }
        String url = "jdbc:postgresql://" + form.group("host") + ":" + port(form.group("port")) + "/" + database;
        return parameters.isEmpty() ? url : url + "?" + String.join("&", parameters);
    }

    private static int port(@Nullable String digits) {
        int port = digits == null ? 5432 : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw malformed("its port is not between 1 and 65535");
        }
        return port;
    }

    private static String decode(String encoded) {
        try {
            // URLDecoder is for forms, where a plus sign is a space; in a URL's credentials it is a plus sign.
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException incomplete) {
            throw malformed("a % in its user or password is not followed by two hexadecimal digits");
        }
    }

    private static DatabaseSetupFailed malformed(String what) {
        return new DatabaseSetupFailed("DATABASE_URL cannot be read: " + what + ".", EXAMPLE);
    }
}
