package io.notifyflow.ingest;

import io.notifyflow.event.FieldRules;
import io.notifyflow.event.FieldValue;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The limits of an event's fields. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ValidFields.Check.class)
@interface ValidFields {

    String message() default "are not valid";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The check of {@link ValidFields}; its message names the field that is wrong. */
    final class Check implements ConstraintValidator<ValidFields, Map<String, FieldValue>> {

        @Override
        public boolean isValid(@Nullable Map<String, FieldValue> fields, ConstraintValidatorContext context) {
            String problem = fields == null ? null : problem(fields);
            if (problem == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            // The name of a field is the client's text: as a template it could hold expressions.
            context.buildConstraintViolationWithTemplate(problem.replaceAll("[{}$\\\\]", "?"))
                    .addConstraintViolation();
            return false;
        }

        private static @Nullable String problem(Map<String, FieldValue> fields) {
            if (fields.size() > FieldRules.MOST) {
                return "may have at most " + FieldRules.MOST + " entries, not " + fields.size();
            }
            return fields.entrySet().stream()
                    .map(field -> FieldRules.problem(field.getKey(), field.getValue()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }
}
