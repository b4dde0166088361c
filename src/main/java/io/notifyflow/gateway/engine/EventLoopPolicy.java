package io.notifyflow.gateway.engine;

import org.apache.camel.Route;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * {@code routePolicy: eventLoop} in a route that begins with {@code platform-http:} promises that none of its steps
 * waits: it then runs on the thread that read the request, which spares each request two changes of thread.
 */
@Component("eventLoop")
class EventLoopPolicy extends RoutePolicySupport {

    @Override
    public void onStart(Route route) {
        if (route.getConsumer() instanceof DefaultPlatformHttpConsumer http
                && http.getPlatformHttpConsumer() instanceof RouteConsumer consumer) {
            consumer.runOnEventLoop(route.getId());
        }
    }
}
