package io.notifyflow.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Gives Spring Boot's own DataSource and Flyway the database to use; everything after that is Boot's. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    DatabaseConfiguration(Environment environment) {
        if (DatabaseSource.of(environment) == DatabaseSource.SPRING_SETTINGS
                && StringUtils.hasText(environment.getProperty(DatabaseSource.URL))) {
            log.warn("DATABASE_URL is ignored, because spring.datasource.url is set as well");
        }
    }

    @Bean
    @ConditionalOnDatabaseSource(DatabaseSource.DATABASE_URL)
    JdbcConnectionDetails configuredDatabase(Environment environment) {
        DatabaseAccess access = DatabaseUrl.parse(environment.getRequiredProperty(DatabaseSource.URL));
        log.info("The database is {}, from DATABASE_URL", access);
        return access;
    }

    @Bean
    @ConditionalOnDatabaseSource(DatabaseSource.EMBEDDED)
    EmbeddedPostgres embeddedPostgres(DatabaseSettings settings, ObjectProvider<StartingPostgres> starting) {
        return starting.getIfAvailable(() -> StartingPostgres.in(settings.dataDir()))
                .take();
    }

    /** Hikari depends on this bean and this one on the server, so that Spring stops the server last. */
    @Bean
    @ConditionalOnDatabaseSource(DatabaseSource.EMBEDDED)
    JdbcConnectionDetails embeddedDatabase(EmbeddedPostgres embeddedPostgres) {
        return embeddedPostgres.access();
    }
}
