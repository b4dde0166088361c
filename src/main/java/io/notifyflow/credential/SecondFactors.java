package io.notifyflow.credential;

import io.notifyflow.credential.SecondFactorSettings.Who;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which second factors people have, and who needs one. */
@Component
public class SecondFactors {

    private static final String FIND =
            """
            SELECT EXISTS (SELECT FROM person_authenticator_app WHERE person_id = :person) AS app,
                   (SELECT count(*) FROM passkey WHERE person_id = :person) AS passkeys,
                   (SELECT count(*) FROM recovery_code WHERE person_id = :person) AS codes
            """;

    private final JdbcClient jdbc;
    private final SecondFactorSettings settings;

    SecondFactors(JdbcClient jdbc, SecondFactorSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * What a person has set up.
     *
     * @param codes recovery codes that are left
     */
    public record Held(boolean app, int passkeys, int codes) {

        /** Whether a sign-in with a password asks for more. */
        public boolean any() {
            return app || passkeys > 0;
        }

        /** How many of them there are, beside recovery codes. */
        public int count() {
            return passkeys + (app ? 1 : 0);
        }
    }

    public Held of(UUID person) {
        return jdbc.sql(FIND)
                .param("person", person)
                .query((row, index) -> new Held(row.getBoolean("app"), row.getInt("passkeys"), row.getInt("codes")))
                .single();
    }

    /**
     * Whether somebody needs a second factor.
     *
     * @param owner    otherwise a member
     * @param operator whether they see what concerns the whole hub
     */
    public boolean required(boolean owner, boolean operator) {
        Set<Who> asked = settings.secondFactor();
        return asked.contains(owner ? Who.OWNER : Who.MEMBER) || operator && asked.contains(Who.OPERATOR);
    }
}
