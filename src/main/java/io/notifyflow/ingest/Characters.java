package io.notifyflow.ingest;

import io.notifyflow.event.FieldRules;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** Text of at most so many Unicode characters; {@code @Size} would count an emoji as two. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Characters.Check.class)
@interface Characters {

    int max();

    String message() default "may have at most {max} characters";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check of {@link Characters}. */
    final class Check implements ConstraintValidator<Characters, String> {

        private int max;

        @Override
        public void initialize(Characters limit) {
            max = limit.max();
        }

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text == null || text.length() <= max || FieldRules.length(text) <= max;
        }
    }
}
