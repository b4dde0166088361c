package io.notifyflow.gateway;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives the port that people configure ({@code SERVER_PORT}, 8080) to the gateway, and puts Spring's own server on
 * a free loopback port behind it.
 */
class PublicPortEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String PORT = "server.port";
    private static final String ADDRESS = "server.address";
    private static final int HIGHEST = 65535;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String port = environment.getProperty(PORT, "8080").strip();
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST) {
            throw new PortUnavailable(port);
        }
        String address = environment.getProperty(ADDRESS, "0.0.0.0");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "publicPort",
                        Map.of(
                                "notifyflow.http.port",
                                port,
                                "notifyflow.http.address",
                                address,
                                PORT,
                                "0",
                                ADDRESS,
                                "127.0.0.1")));
    }

    /** After application.yaml has been read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }
}
