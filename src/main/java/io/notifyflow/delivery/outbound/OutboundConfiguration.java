package io.notifyflow.delivery.outbound;

import java.time.Duration;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** The HTTP client for addresses that users enter; the hub's own calls use the component {@code http}. */
@Configuration
class OutboundConfiguration {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration KEPT_OPEN = Duration.ofMinutes(1);
    private static final int CONNECTIONS = 256;
    private static final int CONNECTIONS_PER_HOST = 128;
    private static final int LONGEST_HEADER = 8 * 1024;
    private static final int MOST_HEADERS = 100;

    /** Not for others: Camel's own {@code http} stays what it is. Every Camel context has its own. */
    @Bean(name = "outbound", defaultCandidate = false)
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    HttpComponent outbound(OutboundAddresses addresses, OutboundSettings settings, BoundedExchange bounded) {
        return outbound(SystemDefaultDnsResolver.INSTANCE, addresses, settings, bounded);
    }

    static HttpComponent outbound(
            DnsResolver resolver, OutboundAddresses addresses, OutboundSettings settings, BoundedExchange bounded) {
        var component = new HttpComponent();
        component.setClientConnectionManager(connections(resolver, addresses, settings));
        component.setHttpClientConfigurer(client -> client.addExecInterceptorFirst("bounded", bounded));
        component.setConnectTimeout(CONNECT.toMillis());
        component.setConnectionRequestTimeout(settings.timeout().toMillis());
        component.setResponseTimeout(settings.timeout().toMillis());
        component.setAutomaticRetriesDisabled(true);
        component.setCookieManagementDisabled(true);
        component.setAuthCachingDisabled(true);
        component.setRedirectHandlingDisabled(true);
        component.setFollowRedirects(false);
        component.setCopyHeaders(false);
        component.setHeaderFilterStrategy(new AnswerHeaders());
        return component;
    }

    /** What routes call by {@code http:} and {@code https:}, in every Camel context. */
    @Bean
    ComponentCustomizer answerHeaders() {
        return ComponentCustomizer.builder(HttpComponent.class)
                .build(component -> component.setHeaderFilterStrategy(new AnswerHeaders()));
    }

    @Bean(destroyMethod = "close")
    BoundedExchange boundedExchange(OutboundSettings settings) {
        return new BoundedExchange(settings.timeout());
    }

    private static PoolingHttpClientConnectionManager connections(
            DnsResolver resolver, OutboundAddresses addresses, OutboundSettings settings) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedResolver(resolver, addresses))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_HEADER)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        .setSocketTimeout(Timeout.of(settings.timeout()))
                        .setTimeToLive(TimeValue.of(KEPT_OPEN))
                        .build())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .build();
    }
}
