package io.notifyflow.source;

import static io.notifyflow.source.TestSource.fixture;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What becomes of the payloads of senders whose mapping is one file, in the shapes that they document. */
@HubTest
class ReadyMappingsTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        Stream.of(
                        "signup",
                        "push",
                        "issue",
                        "build",
                        "release",
                        "alert",
                        "resolved",
                        "cancellation",
                        "deployment",
                        "pull-request")
                .forEach(account::addCategory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "shopify/order-created | X-Shopify-Topic: orders/create | sale | Order #1001: 398.00 USD | 2 × IPod Nano - 8GB | {'amount':'398.00','currency':'USD','customer':'jon@example.com','payment':'paid'}",
                "shopify/order-cancelled | X-Shopify-Topic: orders/cancelled | cancellation | Order #1001 cancelled: 398.00 USD | | {'customer':'jon@example.com','reason':'customer'}",
                "shopify/customer | X-Shopify-Topic: customers/create | signup | New customer: ada@example.com | | {}",
                "pagerduty/incident-triggered | Accept: */* | alert | Incident #2 triggered: A little bump in the road | | {'service':'API Service','urgency':'high','priority':'P1','status':'triggered','by':'Tenex Engineer'}",
                "opsgenie/alert-created | Accept: */* | alert | Alert: Disk is full | No space is left | {'priority':'P3','entity':'web-1','team':'team1','source':'web-1','by':'fili@example.com','integration':'Our hub','tags':'tag1, tag2'}",
                "jira/issue-created | Accept: */* | issue | SHOP-9 created: The cart is empty | | {'project':'Shop','type':'Bug','status':'To Do','priority':'Minor','assignee':'Grace Hopper','by':'Ada Byron'}",
                "jira/issue-updated | Accept: */* | issue | SHOP-9 changed: The cart is empty | status: To Do → Done | {'project':'Shop','status':'Done','by':'Ada Byron'}",
                "bitbucket/push | X-Event-Key: repo:push | push | Ada Byron pushed to main in acme/shop | 709d658 Fix the cart | {'repository':'acme/shop','ref':'main'}",
                "bitbucket/pull-request-merged | X-Event-Key: pullrequest:fulfilled | pull-request | Pull request #7 merged: Mend the cart | | {'repository':'acme/shop','by':'Ada Byron','from':'cart','to':'main'}",
                "bitbucket/build | X-Event-Key: repo:commit_status_updated | build | Unit tests: failed | 3 of 80 failed | {'repository':'acme/shop','ref':'main'}",
                "gitea/push | X-Gitea-Event: push | push | Ada Byron pushed 1 commit(s) to acme/shop | bffeb74 Fix the cart | {'repository':'acme/shop','ref':'refs/heads/main'}",
                "gitea/issue-opened | X-Gitea-Event: issues | issue | Issue #3 opened: The cart is empty | Since noon | {'repository':'acme/shop','by':'Ada Byron'}",
                "gitea/release | X-Gitea-Event: release | release | acme/shop Cart | It is full again | {'tag':'v1.2','by':'ada','prerelease':false}",
                "uptime-kuma/down | Accept: */* | outage | Shop is down | Request failed with status code 503 | {'monitor':'Shop','type':'http'}",
                "uptime-kuma/test | Accept: */* | alert | Our hub Testing | | {}",
                "uptimerobot/down | Accept: */* | outage | Shop is down | HTTP 503 - Service Unavailable | {'monitor':'777749809','seconds':'0'}",
                "healthchecks/down | Accept: */* | outage | Nightly backup is down | | {'tags':'prod db','check':'5c2b1a8e-0c9f-4d2a-8f41-1b1b1a4c9d10'}",
                "vercel/deployment-failed | Accept: */* | deployment | shop failed to deploy to production | Fix the cart | {'target':'production','branch':'main','by':'Ada Byron'}",
                "netlify/deploy-failed | Accept: */* | deployment | acme-shop failed to deploy | Build script returned non-zero exit code: 2 | {'branch':'main','context':'production','commit':'709d658','seconds':42,'by':'ada'}",
                "sns/notification | Accept: */* | alert | My First Message | Hello world! | {'topic':'MyTopic'}",
                "sns/alarm | Content-Type: text/plain; charset=UTF-8 | alert | ALARM: CPU of web-1 | More than 90 %↵Threshold Crossed: 1 datapoint was greater than the threshold (90.0). | {'region':'EU (Frankfurt)','metric':'CPUUtilization','topic':'Alarms','before':'OK'}",
                "eventbridge/instance-stopped | Accept: */* | alert | EC2 Instance State-change Notification | instance-id: i-abcd1111↵state: stopped | {'source':'aws.ec2','region':'eu-central-1','account':'123456789012','state':'stopped','resource':'arn:aws:ec2:eu-central-1:123456789012:instance/i-abcd1111'}",
                "docker-hub/push | Accept: */* | release | Pushed acme/shop:1.2 | | {'tag':'1.2','by':'ada'}",
                "npm/publish | Accept: */* | release | @acme/shop 1.2.0 is published | The shop's parts | {'version':'1.2.0','by':'ada'}",
            })
    void aPayloadBecomesAnEventOnce(
            String payload, String header, String category, String title, String description, String fields) {
        String[] named = header.split(": ", 2);
        TestSource source = TestSource.of(account, payload.split("/")[0]);
        String[] headers = {
            named[0],
            named[1],
            "X-Shopify-Webhook-Id",
            "w1",
            "X-Request-UUID",
            "r1",
            "X-Gitea-Delivery",
            UUID.randomUUID().toString()
        };

        JsonNode event = source.accept(fixture(payload), headers).getFirst();

        assertThat(event.path("category").asText()).isEqualTo(category);
        assertThat(event.path("title").asText()).isEqualTo(title);
        assertThat(event.path("description").asText().replace('\n', '↵'))
                .isEqualTo(description == null ? "" : description);
        assertThat(event.path("fields").toString()).isEqualTo(fields.replace('\'', '"'));
        if (!payload.equals("uptime-kuma/test")) {
            JsonNode again = source.accept(fixture(payload), headers).getFirst();
            assertThat(again.path("eventId")).isEqualTo(event.path("eventId"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shopify,      X-Shopify-Topic, app/uninstalled,   app/uninstalled",
        "bitbucket,    X-Event-Key,     repo:fork,         repo:fork",
        "gitea,        X-Gitea-Event,   fork,              fork",
        "pagerduty,    Accept,          */*,               no event here",
        "healthchecks, Accept,          */*,               no event here",
        "npm,          Accept,          */*,               no event here",
    })
    void whatIsNoEventIsIgnoredAndSaysSo(String type, String header, String value, String reason) {
        HttpResponse<String> response = TestSource.of(account, type).post("{\"id\":1}", header, value);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("reason").asText()).contains(reason);
    }
}
