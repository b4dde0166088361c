package io.notifyflow.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.account.Destinations;
import io.notifyflow.conformance.DiscordConformance;
import io.notifyflow.gateway.Gateway;
import io.notifyflow.sandbox.Sandbox;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a {@link HubTest} has beside the hub itself. */
@TestConfiguration
class HubTestConfiguration {

    @Bean
    @Primary
    ShiftedClock shiftedClock() {
        return new ShiftedClock();
    }

    @Bean
    Hub hub(Gateway gateway, JdbcClient jdbc, Destinations destinations, Sandbox sandbox, MeterRegistry meters) {
        DiscordConformance.watch(sandbox);
        return new Hub(gateway, jdbc, destinations, sandbox, meters);
    }
}
