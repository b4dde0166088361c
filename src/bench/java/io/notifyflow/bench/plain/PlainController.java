package io.notifyflow.bench.plain;

import jakarta.validation.Valid;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class PlainController {

    private static final String SCHEME = "Bearer ";

    private final PlainEvents events;

    PlainController(PlainEvents events) {
        this.events = events;
    }

    @PostMapping("/events")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> accept(
            @RequestHeader("Authorization") String authorization, @RequestBody @Valid PlainEvent event) {
        if (!authorization.startsWith(SCHEME)) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
        }
        UUID id = events.accept(authorization.substring(SCHEME.length()), event);
        return Map.of("eventId", id, "status", "accepted");
    }
}
