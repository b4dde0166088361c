package io.notifyflow.ingest;

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
import org.jspecify.annotations.Nullable;

/** The limits of an event's fields. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ValidFields.Check.class)
@interface ValidFields {

    int MOST = 50;
    int NAME_LENGTH = 100;
    int TEXT_LENGTH = 2000;

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
            if (fields.size() > MOST) {
                return "may have at most " + MOST + " entries, not " + fields.size();
            }
            for (Map.Entry<String, FieldValue> field : fields.entrySet()) {
                String name = field.getKey();
                if (name.isBlank() || name.length() > NAME_LENGTH || !PlainText.Check.plain(name)) {
                    return "has a name that is blank, longer than " + NAME_LENGTH
                            + " characters, or holds control characters";
                }
                String problem =
                        switch (field.getValue()) {
                            case FieldValue.Text text -> ofText(text.value());
                            case FieldValue.Numeric number -> null;
                            case FieldValue.Flag flag -> null;
                        };
                if (problem != null) {
                    return "entry \"" + name + "\" " + problem;
                }
            }
            return null;
        }

        private static @Nullable String ofText(String text) {
            if (text.length() > TEXT_LENGTH) {
                return "may have at most " + TEXT_LENGTH + " characters";
            }
            return PlainText.Check.plain(text) ? null : "holds a control character or half of a surrogate pair";
        }
    }
}
