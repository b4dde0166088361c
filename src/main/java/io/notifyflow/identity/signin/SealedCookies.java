package io.notifyflow.identity.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.SecretCipher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Cookies whose value only hubs can read and make: what a browser brings back was given to it by a hub. */
@Component
class SealedCookies {

    private final Cookies cookies;
    private final SecretCipher cipher;
    private final ObjectMapper json;

    SealedCookies(Cookies cookies, SecretCipher cipher, ObjectMapper json) {
        this.cookies = cookies;
        this.cipher = cipher;
        this.json = json;
    }

    void set(HttpServletResponse response, String cookie, Object value, Duration age) {
        try {
            String sealed = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(cipher.encrypt(json.writeValueAsString(value)));
            cookies.set(response, cookie, sealed, age);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and a time are JSON", e);
        }
    }

    /** Empty also for what was changed, or has another shape. */
    <T> Optional<T> read(HttpServletRequest request, String cookie, Class<T> type) {
        return cookies.read(request, cookie).flatMap(value -> {
            try {
                String text = cipher.decrypt(Base64.getUrlDecoder().decode(value));
                return Optional.of(json.readValue(text, type));
            } catch (IllegalArgumentException | IllegalStateException | JsonProcessingException forged) {
                return Optional.empty();
            }
        });
    }

    void clear(HttpServletResponse response, String cookie) {
        cookies.clear(response, cookie);
    }
}
