package io.notifyflow.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Destinations;
import io.notifyflow.conformance.DiscordConformance;
import io.notifyflow.gateway.Gateway;
import io.notifyflow.sandbox.Sandbox;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
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
    static BeanPostProcessor explainingDataSource() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? new ExplainingDataSource(source) : bean;
            }
        };
    }

    @Bean
    Hub hub(
            Gateway gateway,
            JdbcClient jdbc,
            Destinations destinations,
            List<DestinationType> types,
            Sandbox sandbox,
            MeterRegistry meters) {
        DiscordConformance.watch(sandbox);
        return new Hub(gateway, jdbc, destinations, types, sandbox, meters);
    }
}
