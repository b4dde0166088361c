package io.notifyflow.credential;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;

/** The owners of passkeys, as Spring Security asks for them: people are known by their id alone, and stored elsewhere. */
final class Owners implements PublicKeyCredentialUserEntityRepository {

    @Override
    public PublicKeyCredentialUserEntity findById(Bytes handle) {
        String id = PasskeyStore.person(handle).toString();
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(handle)
                .name(id)
                .displayName(id)
                .build();
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
        return null;
    }

    @Override
    public void save(PublicKeyCredentialUserEntity owner) {}

    @Override
    public void delete(Bytes handle) {}
}
