package io.notifyflow.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private static final List<String> CONTEXT = List.of("Pear & Sons", "ada.lovelace@example.com", "Ada Lovelace");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a long and quiet sentence",
                "correct horse battery staple",
                "vK9#mQ2x!pLr",
                "пять зелёных чайников поют",
                "🦊 seven foxes dance slowly",
                "                    winter tram"
            })
    void whatIsHardToGuessIsTaken(String password) {
        assertThat(PasswordRules.problem(password, CONTEXT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "elevenchars", "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊"})
    void aShortOneIsRefused(String password) {
        assertThat(PasswordRules.problem(password, CONTEXT)).contains("12 to 256");
    }

    @Test
    void aVeryLongOneIsRefused() {
        assertThat(PasswordRules.problem("x y".repeat(100), CONTEXT)).contains("12 to 256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1qaz2wsx3edc",
                "1QAZ2WSX3EDC",
                "qwertyqwerty",
                "leavemealone",
                "123456789987654321",
                "ｑwertyqwerty"
            })
    void aStolenOneIsRefusedInAnyCaseAndWidth(String password) {
        assertThat(PasswordRules.problem(password, CONTEXT)).contains("stolen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password1234",
                "aaaaaaaaaaaa",
                "abcdefghijklmnop",
                "passwordpassword1",
                "123412341234123412341234",
                "qwertyuiop[]asdf"
            })
    void aCommonOneIsRefused(String password) {
        assertThat(PasswordRules.problem(password, CONTEXT)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notifyflow2026",
                "NotifyFlow-NotifyFlow",
                "ada.lovelace@example.com",
                "AdaLovelace1815",
                "pear&sons2026!",
                "PearSonsPearSons",
                "lovelace.ada.1815"
            })
    void oneMadeOfWhatOthersKnowIsRefused(String password) {
        assertThat(PasswordRules.problem(password, CONTEXT)).isNotEmpty();
    }

    @Test
    void theListHasTensOfThousands() {
        assertThat(BreachedPasswords.count()).isGreaterThan(40_000);
    }
}
