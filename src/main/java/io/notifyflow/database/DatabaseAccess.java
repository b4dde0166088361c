package io.notifyflow.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/** How to sign in to a database; the URL holds no credentials, so that it may stand in a log. */
record DatabaseAccess(String jdbcUrl, String username, @Nullable String password) implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
        return jdbcUrl;
    }

    @Override
    public String getUsername() {
        return username;
    }

    @Override
    public @Nullable String getPassword() {
        return password;
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceFirst("\\?.*", "") + " as " + username;
    }
}
