package com.example.parcels;

import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/** Parcels that a carrier reports as lines of text: {@code number;status;place}. */
public class ParcelsSource extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:source.parcels")
                .routeId("source.parcels")
                .routeDescription("Parcels that a carrier could not deliver.")
                .routeConfigurationId("http")
                .convertBodyTo(String.class)
                .process(exchange -> {
                    String report = exchange.getMessage().getBody(String.class);
                    exchange.getMessage().setBody(undelivered(report));
                });
    }

    /** Events in the shape of the event API; none of them means that nothing of it is an event. */
    static List<Map<String, Object>> undelivered(String report) {
        return report.lines()
                .map(line -> line.split(";"))
                .filter(parcel -> parcel.length == 3 && parcel[1].equals("UNDELIVERED"))
                .map(parcel -> Map.<String, Object>of(
                        "category", "shipping",
                        "title", "Parcel " + parcel[0] + " was not delivered",
                        "fields", Map.of("place", parcel[2]),
                        "idempotencyKey", parcel[0]))
                .toList();
    }
}
