package io.notifyflow.routefiles;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.direct.DirectConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who consumes from which {@code direct:} endpoint. Where an old route and its successor both do, exchanges go to the
 * one that came last; should it leave, the other is there again.
 */
@Component
class DirectConsumers implements DirectEndpoints {

    private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();

    Place of(String name) {
        return places.computeIfAbsent(name, Place::new);
    }

    @Override
    public boolean isServed(String name) {
        Place place = places.get(name);
        return place != null && place.current() != null;
    }

    @Override
    public SortedSet<String> served(String beginning) {
        return places.keySet().stream()
                .filter(name -> name.startsWith(beginning) && isServed(name))
                .map(name -> name.substring(beginning.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The consumers of one name, the latest last. */
    static final class Place {
        private final String name;
        private volatile List<DirectConsumer> consumers = List.of();

        Place(String name) {
            this.name = name;
        }

        @Nullable
        DirectConsumer current() {
            List<DirectConsumer> now = consumers;
            return now.isEmpty() ? null : now.getLast();
        }

        synchronized void add(DirectConsumer consumer) {
            consumers = Stream.concat(without(consumer), Stream.of(consumer)).toList();
        }

        synchronized void remove(DirectConsumer consumer) {
            consumers = without(consumer).toList();
        }

        private Stream<DirectConsumer> without(DirectConsumer consumer) {
            return consumers.stream().filter(each -> each != consumer);
        }

        @Override
        public String toString() {
            return "direct:" + name;
        }
    }
}
