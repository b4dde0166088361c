package io.notifyflow.credential;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a password must be: long enough, in no list of breached ones, and hard to guess, for those too who know the
 * product, the account and the person. There is no rule about kinds of characters.
 */
public final class PasswordRules {

    public static final int MIN_LENGTH = 12;
    public static final int MAX_LENGTH = 256;

    /** Of zxcvbn's 0 to 4: more than 10^8 guesses. */
    private static final int MIN_SCORE = 3;
    /** zxcvbn takes long for long texts; what is hard to guess in its beginning is so as a whole. */
    private static final int MEASURED = 64;

    private static final int MIN_WORD = 3;
    /** Of a password that has words in it which others know. */
    private static final int MIN_OWN_LETTERS = 6;

    private static final List<String> PRODUCT = List.of("notifyflow", "notify", "flow");

    private PasswordRules() {}

    /**
     * What is wrong with a password, as people read it; empty for nothing.
     *
     * @param context what others know of the person: names, e-mail address
     */
    public static String problem(String password, Collection<String> context) {
        String text = Normalizer.normalize(password, Normalizer.Form.NFKC);
        int characters = text.codePointCount(0, text.length());
        if (characters < MIN_LENGTH || password.length() > MAX_LENGTH) {
            return "A password has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters.";
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (BreachedPasswords.contains(lower)) {
            return "This password is in lists of stolen passwords. Choose another one.";
        }
        String measured = text.substring(0, text.offsetByCodePoints(0, Math.min(characters, MEASURED)));
        List<String> words = words(context);
        // Made for one password: its dictionaries take some megabytes, and passwords are rarely set.
        var zxcvbn = new Zxcvbn();
        if (zxcvbn.measure(measured, List.of()).getScore() < MIN_SCORE) {
            return "This password is easy to guess. Add words that do not belong together, or use a password manager.";
        }
        return madeOf(words, lower) || zxcvbn.measure(measured, words).getScore() < MIN_SCORE
                ? "This password is made of your name, e-mail address, account or NotifyFlow. Choose another one."
                : "";
    }

    /** Whether hardly a letter is left without those words; digits and signs are what people add to them. */
    private static boolean madeOf(List<String> words, String lower) {
        String rest = lower;
        for (String word : words) {
            rest = rest.replace(word, " ");
        }
        return !rest.equals(lower)
                && rest.codePoints().filter(Character::isLetter).count() < MIN_OWN_LETTERS;
    }

    /** The longest first. */
    private static List<String> words(Collection<String> context) {
        return Stream.concat(PRODUCT.stream(), context.stream().flatMap(PasswordRules::parts))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= MIN_WORD)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** The whole, without its gaps, and each word. */
    private static Stream<String> parts(String text) {
        String[] words = text.split("[^\\p{L}\\p{N}]+", -1);
        return Stream.concat(Stream.of(text, String.join("", words)), Arrays.stream(words));
    }
}
