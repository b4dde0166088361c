package io.notifyflow.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.jackson.WebauthnJackson2Module;

/** What is said between browsers and the hub about passkeys, as JSON of the WebAuthn API. */
final class PasskeyMessages {

    /** Some kilobytes more than any authenticator sends. */
    private static final int MAX_LENGTH = 32_768;

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new WebauthnJackson2Module()).build();

    private PasskeyMessages() {}

    /** What the script on the page hands to the browser, and sends back sealed. */
    static String options(Object options, String sealed) {
        try {
            return JSON.writeValueAsString(Map.of("publicKey", options, "sealed", sealed));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Options are JSON", e);
        }
    }

    /**
     * @throws InvalidPasskey if it is not what browsers send
     */
    static PublicKeyCredential<AuthenticatorAttestationResponse> attestation(String text) {
        return read(text, List.of("clientDataJSON", "attestationObject"), new TypeReference<>() {});
    }

    /**
     * @throws InvalidPasskey if it is not what browsers send
     */
    static PublicKeyCredential<AuthenticatorAssertionResponse> assertion(String text) {
        return read(text, List.of("clientDataJSON", "authenticatorData", "signature"), new TypeReference<>() {});
    }

    private static <T> T read(String text, List<String> members, TypeReference<T> type) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidPasskey("it is too long", null);
        }
        try {
            JsonNode tree = JSON.readTree(text);
            boolean whole = tree.path("id").isTextual()
                    && tree.path("rawId").isTextual()
                    && tree.path("type").asText().equals("public-key")
                    && members.stream()
                            .allMatch(
                                    member -> tree.path("response").path(member).isTextual());
            if (!whole) {
                throw new InvalidPasskey("a member is missing", null);
            }
            return JSON.convertValue(tree, type);
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw new InvalidPasskey("it cannot be read", malformed);
        }
    }
}
