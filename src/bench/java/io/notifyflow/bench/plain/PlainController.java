package io.notifyflow.bench.plain;

import com.zaxxer.hikari.HikariDataSource;
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

/** The endpoint: the body is bound and validated by Spring, the answer written by it. */
@RestController
class PlainController {

    private static final String SCHEME = "Bearer ";

    private final PlainEvents events;
    private final HikariDataSource connections;

    PlainController(PlainEvents events, HikariDataSource connections) {
        this.events = events;
        this.connections = connections;
    }

    /** Gives its connections back: the server has room for so many, and others are measured next. */
    @PostMapping("/rest")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rest() {
        connections.getHikariPoolMXBean().softEvictConnections();
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
