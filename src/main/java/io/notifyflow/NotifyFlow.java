package io.notifyflow;

import io.notifyflow.cli.Commands;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The hub: one process that accepts events over HTTP and delivers them. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
@EnableScheduling
public class NotifyFlow {

    public static void main(String[] args) throws ReflectiveOperationException {
        if (Commands.ask(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(NotifyFlow.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
