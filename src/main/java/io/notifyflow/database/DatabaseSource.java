package io.notifyflow.database;

import java.util.Map;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Which of the three ways to a database the configuration asks for. */
enum DatabaseSource {
    SPRING_SETTINGS,
    DATABASE_URL,
    EMBEDDED;

    static final String SPRING_URL = "spring.datasource.url";
    static final String URL = "database.url";

    /** An empty value counts as unset: compose files pass on variables that have none. */
    static DatabaseSource of(Environment environment) {
        if (StringUtils.hasText(environment.getProperty(SPRING_URL))) {
            return SPRING_SETTINGS;
        }
        return StringUtils.hasText(environment.getProperty(URL)) ? DATABASE_URL : EMBEDDED;
    }

    static final class Matches implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Map<String, Object> wanted = metadata.getAnnotationAttributes(ConditionalOnDatabaseSource.class.getName());
            return wanted != null && of(context.getEnvironment()).equals(wanted.get("value"));
        }
    }
}
