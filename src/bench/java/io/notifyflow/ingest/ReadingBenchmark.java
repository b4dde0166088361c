package io.notifyflow.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.Submission;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From the bytes of a request to what admission decides on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadingBenchmark {

    private static final byte[] BODY =
            """
            {"category":"sale","title":"Order 81726","description":"A customer in Graz bought the yearly plan after a \
            trial of two weeks.","fields":{"amount":49.90,"currency":"EUR","plan":"PRO","customer":"c-5b1f0a7e",\
            "newsletter": true},"url":"https://shop.example/orders/81726"}
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper = new EventMapperConfiguration().eventMapper();
    private final Validator validator =
            Validation.buildDefaultValidatorFactory().getValidator();
    private final Submissions submissions = new Submissions(mapper);

    @Benchmark
    public EventRequest parse() throws IOException {
        return mapper.readValue(BODY, EventRequest.class);
    }

    @Benchmark
    public Submission parseAndValidate() throws IOException {
        EventRequest request = mapper.readValue(BODY, EventRequest.class);
        if (!validator.validate(request).isEmpty()) {
            throw new IllegalStateException("The event is valid");
        }
        return submissions.from(request, null);
    }

    @Benchmark
    public Submission parseAndValidateWithIdempotencyKey() throws IOException {
        EventRequest request = mapper.readValue(BODY, EventRequest.class);
        if (!validator.validate(request).isEmpty()) {
            throw new IllegalStateException("The event is valid");
        }
        return submissions.from(request, "0b5a4f06-18b7-4c5d-9a3e-7d0f1f5b2c11");
    }
}
