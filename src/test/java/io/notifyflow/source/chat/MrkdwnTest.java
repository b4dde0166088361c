package io.notifyflow.source.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrkdwnTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "Hello                                       ! Hello",
                "*bold* and _italic_ and ~gone~              ! **bold** and _italic_ and ~~gone~~",
                "2 * 3 * 4 and a~b~c                         ! 2 * 3 * 4 and a~b~c",
                "<https://a.example/x|the build> failed      ! the build (https://a.example/x) failed",
                "<https://a.example/x>                       ! https://a.example/x",
                "<https://a.example|https://a.example>       ! https://a.example",
                "<https://a.example|a.example>               ! https://a.example",
                "*<https://a.example/~me/*|link>*            ! **link (https://a.example/~me/*)**",
                "<https://a.example/?a=1&amp;b=2|q>          ! q (https://a.example/?a=1&b=2)",
                "<mailto:bob@a.example|Bob>                  ! Bob (bob@a.example)",
                "<mailto:bob@a.example|bob@a.example>        ! bob@a.example",
                "a &lt; b &amp;&amp; c &gt; d                ! a < b && c > d",
                "&amp;lt;                                    ! &lt;",
                "<@U012AB3CD> and <@U012AB3CD|bob>           ! @U012AB3CD and @bob",
                "<#C024BE7LR> in <#C024BE7LR|general>        ! #C024BE7LR in #general",
                "`*code*` *b*                                ! `*code*` **b**",
                "```*a* <https://a.example>```               ! ```*a* https://a.example```",
                "a <b> c                                     ! a <b> c",
                "a < b                                       ! a < b",
                "*                                           ! *",
                ":tada: done                                 ! :tada: done",
            })
    void becomesMarkdown(String mrkdwn, String markdown) {
        assertThat(Mrkdwn.markdown(mrkdwn)).isEqualTo(markdown);
    }

    @Test
    void mentionsBecomeNames() {
        assertThat(Mrkdwn.markdown("<!here> <!channel|channel> <!everyone> <!subteam^S012|@ops> <!subteam^S012>"))
                .isEqualTo("@here @channel @everyone @ops @S012");
        assertThat(Mrkdwn.markdown("<!date^1392734382^Posted {date_num}|Posted 2014-02-18>"))
                .isEqualTo("Posted 2014-02-18");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "*Deploy* of `api` _done_ ~not~    ! Deploy of api done not",
                "snake_case_name and 2*3*4         ! snake_case_name and 2*3*4",
                "<https://a.example|Build> failed  ! Build failed",
                "&gt; quoted                       ! quoted",
            })
    void losesItsMarks(String mrkdwn, String plain) {
        assertThat(Mrkdwn.plain(mrkdwn)).isEqualTo(plain);
    }

    @Test
    void takesAnyTextInTime() {
        for (String piece :
                new String[] {"*", "~", "`", "<", ">", "_", "<!", "<a|", "\uE000", "*a", "* ", "```", "[a](", "&"}) {
            assertThatCode(() -> Mrkdwn.plain(piece.repeat(100_000))).as(piece).doesNotThrowAnyException();
        }
    }
}
