package io.notifyflow.delivery.outbound;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.FurtherDestinationTypes;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.routefiles.DirectEndpoints;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Types that stand in a route file alone: whatever has a route {@code deliver.<type>} is one. */
@Component
class HttpDestinationTypes implements FurtherDestinationTypes {

    /** One line of visible characters: it becomes a header. */
    private static final Pattern AUTHORIZATION = Pattern.compile("[\\x20-\\x7E]{1,1024}");

    private final DirectEndpoints routes;
    private final OutboundAddresses addresses;
    private final Set<String> described;

    HttpDestinationTypes(DirectEndpoints routes, OutboundAddresses addresses, List<DestinationKind> kinds) {
        this.described = kinds.stream().map(DestinationKind::type).collect(Collectors.toUnmodifiableSet());
        this.routes = routes;
        this.addresses = addresses;
    }

    @Override
    public Optional<DestinationType> find(String name) {
        boolean inARouteFileAlone = !described.contains(name) && routes.isServed("deliver." + name);
        return inARouteFileAlone ? Optional.of(new HttpType(name, addresses)) : Optional.empty();
    }

    private record HttpType(String name, OutboundAddresses addresses) implements DestinationType {

        @Override
        public Set<String> members() {
            return Set.of("url", "authorization");
        }

        @Override
        public Set<String> addressMembers() {
            return Set.of("url");
        }

        /**
         * @throws InvalidDestination for what cannot be called
         */
        @Override
        public DestinationSettings check(Map<String, String> values) {
            var told = new Told(values);
            URI url = told.required("url", addresses::https);
            String authorization = told.optional(
                    "authorization", AUTHORIZATION, "must be one line of ASCII, such as Bearer and a token");
            var secret = new HashMap<>(Map.of("url", url.toString()));
            if (authorization != null) {
                secret.put("authorization", authorization);
            }
            return new DestinationSettings(Map.of("host", url.getHost()), secret, url + " " + authorization);
        }
    }
}
