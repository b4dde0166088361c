package io.notifyflow.credential;

import io.notifyflow.event.EventIds;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCose;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.stereotype.Repository;

/** The rows of passkeys, as Spring Security reads and writes them, and as their owners see them. */
@Repository
class PasskeyStore implements UserCredentialRepository {

    private static final String ADD =
            """
            INSERT INTO passkey (id, person_id, credential_id, name, public_key, attestation, sign_count, verifies_user,
                                 backup_eligible, backed_up, transports, added_at)
            VALUES (:id, :person, :credential, :name, :key, :attestation, :count, :verifies, :eligible, :backed,
                    :transports, :now)
            """;

    private static final String USED =
            """
            UPDATE passkey SET sign_count = :count, backed_up = :backed, last_used_at = :now
            WHERE credential_id = :credential
            """;

    private static final String BY_CREDENTIAL = "SELECT * FROM passkey WHERE credential_id = :credential";

    private static final String OF_PERSON = "SELECT * FROM passkey WHERE person_id = :person ORDER BY id";

    private static final String RENAME = "UPDATE passkey SET name = :name WHERE id = :id AND person_id = :person";

    private static final String REMOVE = "DELETE FROM passkey WHERE id = :id AND person_id = :person";

    private final JdbcClient jdbc;
    private final Clock clock;

    PasskeyStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What authenticators know a person by: the bytes of their id, which say nothing about them. */
    static Bytes handle(UUID person) {
        return new Bytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(person.getMostSignificantBits())
                .putLong(person.getLeastSignificantBits())
                .array());
    }

    static UUID person(Bytes handle) {
        ByteBuffer bytes = ByteBuffer.wrap(handle.getBytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Stores a new passkey, or what the use of a known one has changed. */
    @Override
    public void save(CredentialRecord passkey) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        int known = jdbc.sql(USED)
                .param("credential", passkey.getCredentialId().getBytes())
                .param("count", passkey.getSignatureCount())
                .param("backed", passkey.isBackupState())
                .param("now", now)
                .update();
        if (known == 0) {
            jdbc.sql(ADD)
                    .param("id", EventIds.next())
                    .param("person", person(passkey.getUserEntityUserId()))
                    .param("credential", passkey.getCredentialId().getBytes())
                    .param("name", passkey.getLabel())
                    .param("key", passkey.getPublicKey().getBytes())
                    .param("attestation", passkey.getAttestationObject().getBytes())
                    .param("count", passkey.getSignatureCount())
                    .param("verifies", passkey.isUvInitialized())
                    .param("eligible", passkey.isBackupEligible())
                    .param("backed", passkey.isBackupState())
                    .param("transports", text(passkey.getTransports()))
                    .param("now", now)
                    .update();
        }
    }

    private static String text(Set<AuthenticatorTransport> transports) {
        return transports.stream()
                .map(AuthenticatorTransport::getValue)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes credential) {
        return jdbc.sql(BY_CREDENTIAL)
                .param("credential", credential.getBytes())
                .query(PasskeyStore::record)
                .optional()
                .orElse(null);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes handle) {
        return jdbc.sql(OF_PERSON)
                .param("person", person(handle))
                .query(PasskeyStore::record)
                .list();
    }

    @Override
    public void delete(Bytes credential) {
        jdbc.sql("DELETE FROM passkey WHERE credential_id = :credential")
                .param("credential", credential.getBytes())
                .update();
    }

    /** In the order in which they were added. */
    List<Passkey> list(UUID person) {
        return jdbc.sql(OF_PERSON)
                .param("person", person)
                .query((row, index) -> new Passkey(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getBoolean("verifies_user"),
                        row.getBoolean("backed_up"),
                        row.getObject("added_at", OffsetDateTime.class).toInstant(),
                        lastUsed(row)))
                .list();
    }

    boolean rename(UUID person, UUID id, String name) {
        return jdbc.sql(RENAME)
                        .param("name", name)
                        .param("id", id)
                        .param("person", person)
                        .update()
                == 1;
    }

    boolean remove(UUID person, UUID id) {
        return jdbc.sql(REMOVE).param("id", id).param("person", person).update() == 1;
    }

    private static @Nullable Instant lastUsed(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("last_used_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    private static CredentialRecord record(ResultSet row, int index) throws SQLException {
        return ImmutableCredentialRecord.builder()
                .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
                .credentialId(new Bytes(row.getBytes("credential_id")))
                .userEntityUserId(handle(row.getObject("person_id", UUID.class)))
                .publicKey(new ImmutablePublicKeyCose(row.getBytes("public_key")))
                .attestationObject(new Bytes(row.getBytes("attestation")))
                .signatureCount(row.getLong("sign_count"))
                .uvInitialized(row.getBoolean("verifies_user"))
                .backupEligible(row.getBoolean("backup_eligible"))
                .backupState(row.getBoolean("backed_up"))
                .transports(Arrays.stream(row.getString("transports").split(" "))
                        .filter(transport -> !transport.isEmpty())
                        .map(AuthenticatorTransport::valueOf)
                        .collect(Collectors.toUnmodifiableSet()))
                .label(row.getString("name"))
                .created(row.getObject("added_at", OffsetDateTime.class).toInstant())
                .build();
    }
}
