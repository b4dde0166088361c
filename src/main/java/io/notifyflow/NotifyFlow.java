package io.notifyflow;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The hub: one process that accepts events over HTTP and delivers them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotifyFlow {

    public static void main(String[] args) {
        SpringApplication.run(NotifyFlow.class, args);
    }
}
