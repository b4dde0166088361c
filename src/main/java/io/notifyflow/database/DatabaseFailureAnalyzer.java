package io.notifyflow.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Turns a database that stops the start into Spring Boot's description and action. */
final class DatabaseFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        SQLException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseSetupFailed setup) {
                return new FailureAnalysis(setup.getMessage(), setup.action(), setup);
            }
            if (cause instanceof SQLException sql) {
                deepest = sql;
            }
        }
        return deepest == null ? null : refusal(deepest);
    }

    /** The classes of SQL state that mean the server was not reached or did not let the hub in; else null. */
    private static @Nullable FailureAnalysis refusal(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("28")) {
            return analysis(
                    "The database refused the hub's sign-in: " + reason(failure),
                    "Check the user and the password in DATABASE_URL (or spring.datasource.username and .password); "
                            + "characters such as @ : / must be percent-encoded in a URL.",
                    failure);
        }
        if (state.equals("3D000")) {
            return analysis(
                    "The database server has no such database: " + reason(failure),
                    "Create it (CREATE DATABASE …), or correct its name in DATABASE_URL.",
                    failure);
        }
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
            return analysis(
                    "The database cannot be reached: " + reason(failure),
                    "Start the PostgreSQL server, or correct the host, the port and sslmode in DATABASE_URL. "
                            + "Without DATABASE_URL the hub starts its own embedded database.",
                    failure);
        }
        return null;
    }

    private static FailureAnalysis analysis(String description, String action, SQLException failure) {
        return new FailureAnalysis(description, action, failure);
    }

    private static String reason(SQLException failure) {
        Throwable cause = failure.getCause();
        String message = String.valueOf(failure.getMessage());
        return cause == null ? message : message + " (" + cause + ")";
    }
}
