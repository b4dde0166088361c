package io.notifyflow.ingest;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A time in the past, or so little ahead that the two clocks may differ by it. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PlausibleTime.Check.class)
@interface PlausibleTime {

    String message() default "must lie between 2000-01-01 and five minutes from now";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check of {@link PlausibleTime}. */
    final class Check implements ConstraintValidator<PlausibleTime, OffsetDateTime> {

        private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
        private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

        @Override
        public boolean isValid(@Nullable OffsetDateTime time, ConstraintValidatorContext context) {
            if (time == null) {
                return true;
            }
            Instant instant = time.toInstant();
            return !instant.isBefore(EARLIEST) && !instant.isAfter(Instant.now().plus(CLOCKS_DIFFER));
        }
    }
}
