package io.notifyflow.identity.signin;

import io.notifyflow.account.SecretCipher;
import io.notifyflow.event.EventIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Browsers in which somebody has signed in before: an encrypted cookie says who. It opens nothing; the attempts from such
 * a browser are counted apart from those of strangers, who so cannot lock its owner out.
 *
 * @see <a href="https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies">device cookies</a>
 */
@Component
class KnownDevices {

    private static final Duration VALID = Duration.ofDays(180);
    private static final int MAX_PEOPLE = 5;

    private final Cookies cookies;
    private final SecretCipher cipher;
    private final Clock clock;

    KnownDevices(Cookies cookies, SecretCipher cipher, Clock clock) {
        this.cookies = cookies;
        this.cipher = cipher;
        this.clock = clock;
    }

    private record Device(String id, Set<String> people) {}

    /** The name of the browser, if that person has signed in with it before. */
    Optional<String> of(@Nullable String cookie, UUID person) {
        return decode(cookie)
                .filter(device -> device.people().contains(person.toString()))
                .map(Device::id);
    }

    /** What the cookie of a request holds; null for none. */
    @Nullable
    String cookie(HttpServletRequest request) {
        return cookies.read(request, Cookies.DEVICE).orElse(null);
    }

    void remember(HttpServletRequest request, HttpServletResponse response, UUID person) {
        Optional<Device> known = decode(cookie(request));
        var people = new LinkedHashSet<String>(List.of(person.toString()));
        known.ifPresent(device -> people.addAll(device.people()));
        String text = "device "
                + known.map(Device::id).orElseGet(() -> EventIds.next().toString()) + " "
                + clock.instant().plus(VALID).getEpochSecond() + " "
                + people.stream().limit(MAX_PEOPLE).collect(Collectors.joining(","));
        cookies.set(
                response,
                Cookies.DEVICE,
                Base64.getUrlEncoder().withoutPadding().encodeToString(cipher.encrypt(text)),
                VALID);
    }

    private Optional<Device> decode(@Nullable String cookie) {
        if (cookie == null) {
            return Optional.empty();
        }
        try {
            String[] parts =
                    cipher.decrypt(Base64.getUrlDecoder().decode(cookie)).split(" ", -1);
            boolean valid = parts.length == 4
                    && parts[0].equals("device")
                    && Instant.ofEpochSecond(Long.parseLong(parts[2])).isAfter(clock.instant());
            return valid ? Optional.of(new Device(parts[1], Set.of(parts[3].split(",", -1)))) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException forged) {
            return Optional.empty();
        }
    }
}
