package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
            postgres://app:s3cret@db.example/hub                    | jdbc:postgresql://db.example:5432/hub     | app   | s3cret
            postgresql://app:s3cret@db.example:6543/hub             | jdbc:postgresql://db.example:6543/hub     | app   | s3cret
            postgres://app:s3cret@db/hub?sslmode=require            | jdbc:postgresql://db:5432/hub?sslmode=require | app | s3cret
            postgres://a%40b:p%40s%3A%2F+%25@db/hub                 | jdbc:postgresql://db:5432/hub             | a@b   | p@s:/+%
            postgres://app:a:b@db/hub                               | jdbc:postgresql://db:5432/hub             | app   | a:b
            postgres://app:s3c@ret@db/hub                           | jdbc:postgresql://db:5432/hub             | app   | s3c@ret
            postgres://app:s3cret@[2001:db8::1]:6543/hub            | jdbc:postgresql://[2001:db8::1]:6543/hub  | app   | s3cret
            postgres://app:s3cret@[::1]/hub                         | jdbc:postgresql://[::1]:5432/hub          | app   | s3cret
            postgres://app@db/hub                                   | jdbc:postgresql://db:5432/hub             | app   | none
            postgres://db/hub?user=app&password=s%26t&sslmode=prefer | jdbc:postgresql://db:5432/hub?sslmode=prefer | app | s&t
            jdbc:postgresql://db:5433/hub?user=app&password=s3cret  | jdbc:postgresql://db:5433/hub             | app   | s3cret
            jdbc:postgresql://app:s3cret@db/hub                     | jdbc:postgresql://db:5432/hub             | app   | s3cret
            postgres://app:p@db/hub?connect_timeout=5&channel_binding=require | jdbc:postgresql://db:5432/hub?connectTimeout=5&channelBinding=require | app | p
            """)
    void readsTheFormsThatPlatformsHandOut(String url, String jdbcUrl, String user, String password) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseAccess(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            mysql://app:s3cret@db/hub               | does not start with postgres://
            app:s3cret@db/hub                       | does not start with postgres://
            jdbc:mysql://db/hub?password=s3cret     | does not start with postgres://
            postgres://app:s3cret@db                | names no database
            postgres://app:s3cret@db/               | names no database
            postgres://db/hub?password=s3cret       | names no user
            postgres://:s3cret@db/hub               | names no user
            postgres://app:s3cret@/hub              | cannot be told apart
            postgres://app:s3cret@db:port/hub       | cannot be told apart
            postgres://app:s3cret@db:99999/hub      | port is not between
            postgres://app:s3cret@db:0/hub          | port is not between
            postgres://app:s3cret/x@db/hub          | cannot be told apart
            postgres://app:s3cret%zz@db/hub         | not followed by two hexadecimal digits
            postgres://app:s3cret@[::1/hub          | cannot be told apart
            """)
    void refusesAMalformedUrlWithoutQuotingIt(String url, String reason) {
        DatabaseSetupFailed failure = catchThrowableOfType(DatabaseSetupFailed.class, () -> DatabaseUrl.parse(url));

        assertThat(failure)
                .hasMessageStartingWith("DATABASE_URL cannot be read: ")
                .hasMessageContaining(reason);
        assertThat(failure.action()).contains("postgres://user:password@host:5432/database");
        assertThat(failure + failure.action()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"postgres://app:s3cret@db/hub", "postgres://db/hub?user=app&password=s3cret&sslpassword=s3cret"})
    void theTextOfWhatWasReadHoldsNoPassword(String url) {
        assertThat(DatabaseUrl.parse(url).toString()).isEqualTo("jdbc:postgresql://db:5432/hub as app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer", "require", "verify-ca", "verify-full"})
    void takesEverySslmodeOfTheDriver(String mode) {
        assertThat(DatabaseUrl.parse("postgres://me:secret@db.example/hub?sslmode=" + mode)
                        .jdbcUrl())
                .endsWith("?sslmode=" + mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=on", "sslmode=", "sslmode=VERIFY-FULL", "preferQueryMode=simple"})
    void refusesWhatWouldWeakenTheConnectionSilently(String parameter) {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres://me:secret@db.example/hub?" + parameter))
                .hasMessageNotContaining("secret");
    }
}
