package io.notifyflow.dashboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.client.model.MappedRoute;
import io.notifyflow.client.model.RouteCall;
import io.notifyflow.client.model.RouteMap;
import io.notifyflow.dashboard.hub.RoutePicture.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePictureTest {

    private static RouteMap map(String... calls) {
        var routes = new TreeSet<String>();
        var map = new RouteMap().routes(new ArrayList<>()).calls(new ArrayList<>());
        for (String call : calls) {
            String[] ends = call.split(" ");
            routes.add(ends[0]);
            if (ends.length > 1) {
                boolean outside = ends[1].contains(":");
                map.addCallsItem(new RouteCall()
                        .from(ends[0])
                        .to(ends[1])
                        .outside(outside)
                        .decided(false));
                if (!outside) {
                    routes.add(ends[1]);
                }
            }
        }
        routes.forEach(route -> map.addRoutesItem(new MappedRoute()
                .route(route)
                ._file("folder/" + route + ".camel.yaml")
                .kind(MappedRoute.KindEnum.PIPELINE)
                .stoppable(true)));
        return map;
    }

    private static RoutePicture draw(@Nullable String focus, String... calls) {
        return RoutePicture.of(map(calls), focus, Set.of());
    }

    private static Box box(RoutePicture picture, String name) {
        return picture.boxes().stream()
                .filter(box -> box.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean overlap(Box one, Box other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }

    @Test
    void standsWhatIsCalledToTheRightOfAllThatCallIt() {
        RoutePicture picture = draw(null, "a b", "b c", "a c", "c d");

        assertThat(box(picture, "a").x()).isLessThan(box(picture, "b").x());
        assertThat(box(picture, "b").x()).isLessThan(box(picture, "c").x());
        assertThat(box(picture, "c").x()).isLessThan(box(picture, "d").x());
        assertThat(picture.curves()).hasSize(4);
    }

    @Test
    void leadsALongLinePastTheBoxesBetween() {
        RoutePicture picture = draw(null, "a b", "b c", "a c");

        Box between = box(picture, "b");
        // It passes the layer of the one between on a level, which the path has as H.
        String path = picture.curves().stream()
                .map(RoutePicture.Curve::path)
                .filter(curve -> curve.contains("H"))
                .findFirst()
                .orElseThrow();
        int level = Integer.parseInt(path.substring(0, path.indexOf('H')).replaceAll(".* ", ""));
        assertThat(level < between.y() || level > between.y() + between.height())
                .isTrue();
    }

    @Test
    void drawsACircleOnce() {
        RoutePicture picture = draw(null, "a b", "b c", "c a", "c c");

        assertThat(picture.boxes()).hasSize(3);
        assertThat(picture.curves()).hasSize(2);
    }

    @Test
    void listsWhatIsTiedToNothing() {
        RoutePicture picture = draw(null, "a b", "alone");

        assertThat(picture.single()).containsOnlyKeys("folder").containsValue(List.of("alone"));
        assertThat(picture.boxes()).hasSize(2);
        assertThat(draw(null).boxes()).isEmpty();
    }

    @Test
    void showsARouteWithItsNeighboursAlone() {
        RoutePicture picture = draw("b", "a b", "b c", "c d", "b https:example.com", "alone");

        assertThat(picture.boxes()).extracting(Box::name).containsExactlyInAnyOrder("a", "b", "c", "https:example.com");
        assertThat(picture.single()).isEmpty();
        assertThat(draw("alone", "a b", "alone").boxes()).extracting(Box::name).containsExactly("alone");
    }

    @Test
    void anAddressTiesNothingTogether() {
        RoutePicture picture = draw(null, "a https:example.com", "b https:example.com");

        assertThat(picture.boxes()).hasSize(4);
        assertThat(box(picture, "a").y()).isNotEqualTo(box(picture, "b").y());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noBoxLiesUponAnotherWhateverTheMap(long seed) {
        var random = new Random(seed);
        String[] calls = IntStream.range(0, 150)
                .mapToObj(i -> "r" + random.nextInt(80) + " r" + random.nextInt(80))
                .toArray(String[]::new);

        RoutePicture picture = draw(null, calls);

        for (Box one : picture.boxes()) {
            assertThat(one.x() + one.width()).isLessThanOrEqualTo(picture.width());
            assertThat(one.y() + one.height()).isLessThanOrEqualTo(picture.height());
            assertThat(picture.boxes()).noneMatch(other -> other != one && overlap(one, other));
        }
    }
}
