package io.notifyflow.delivery;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the route of the record needs. */
@Configuration
class RecordConfiguration {

    /** Not for others: it is the one database, seen by camel-jdbc. */
    @Bean(defaultCandidate = false)
    DataSource recordDataSource(DataSource dataSource) {
        return new RecordDataSource(dataSource);
    }
}
