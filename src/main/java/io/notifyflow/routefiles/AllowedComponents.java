package io.notifyflow.routefiles;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/** Refuses components that are not allowed, also where an address is only put together while a route runs. */
final class AllowedComponents implements ComponentResolver {

    private final ComponentResolver resolver;
    private final Set<String> allowed;

    private AllowedComponents(ComponentResolver resolver, Set<String> allowed) {
        this.resolver = resolver;
        this.allowed = allowed;
    }

    static void guard(CamelContext context, Set<String> allowed) {
        if (!allowed.contains("*")) {
            context.getCamelContextExtension()
                    .addContextPlugin(
                            ComponentResolver.class,
                            new AllowedComponents(PluginHelper.getComponentResolver(context), allowed));
        }
    }

    @Override
    public @Nullable Component resolveComponent(String name, CamelContext context) throws Exception {
        if (!allowed.contains(name)) {
            throw new IllegalArgumentException("The component " + name
                    + " is not allowed in routes; NOTIFYFLOW_ROUTES_COMPONENTS allows " + new TreeSet<>(allowed));
        }
        return resolver.resolveComponent(name, context);
    }
}
