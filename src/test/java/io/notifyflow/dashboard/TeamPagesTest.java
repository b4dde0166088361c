package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a team does about itself: who is in it, what it pays, where its events come from. */
@HubTest
class TeamPagesTest {

    @Autowired
    Hub hub;

    @Test
    void invitesSomebodyWhoSeesEverythingAndIsRemoved() {
        TestAccount account = hub.newAccount();
        try (Visitor owner = Visitor.owner(hub, account);
                Visitor guest = Visitor.stranger(hub)) {
            Page page = owner.open("/home/people");
            String email = "grace-" + account.id() + "@example.com";
            page.getByLabel("E-mail address").fill(email);
            owner.press("Make the invitation");
            String link = page.locator("#link").textContent().strip();
            owner.accessible();
            owner.screenshot("people-invited");

            Page entrance = guest.open(URI.create(link).getPath());
            entrance.getByLabel("Name").fill("Grace");
            entrance.getByLabel("password").first().fill("another sentence that is long");
            entrance.locator("main form button[type=submit]").click();
            guest.page().waitForURL("**/home**");
            Assertions.assertThat(guest.page().title()).contains("Overview");
            guest.open("/home/categories");
            assertThat(guest.page().locator("main form")).hasCount(0);

            owner.open("/home/people");
            owner.press("Make an owner of Grace");
            assertThat(owner.row(email)).containsText("owner");
            owner.pressSurely("Remove Grace");
            assertThat(owner.row(email)).hasCount(0);

            guest.page().navigate(hub.address().resolve("/home").toString());
            Assertions.assertThat(guest.page().url()).contains("/sign-in");
            owner.open("/home/audit");
            assertThat(page.getByText("person.removed").first()).isVisible();
            owner.nothingComplained();
        }
    }

    @Test
    void leadsWhoTakesAPlanToStripe() {
        TestAccount account = hub.newAccount("free");
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/usage");
            visitor.screenshot("usage-free");
            visitor.open("/home/billing");
            // No test calls anybody outside of this machine.
            page.route(
                    "https://checkout.stripe.com/**",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody("<title>Stripe</title><p>Pay here")));
            visitor.press("Take pro");

            page.waitForURL("https://checkout.stripe.com/c/pay/**");
            assertThat(page.getByText("Pay here")).isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void makesASourceWhoseAddressTakesWhatIsPosted() throws Exception {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account);
                HttpClient client = HttpClient.newHttpClient()) {
            Page page = visitor.open("/home/sources");
            page.getByLabel("Type").selectOption("json");
            page.getByLabel("Name").fill("warehouse");
            page.getByLabel("Category").selectOption("sale");
            page.getByLabel("Settings").fill("title=.order.name");
            visitor.press("Make the source");
            String address = page.locator("#address").textContent().strip();
            visitor.accessible();
            visitor.screenshot("source-made");

            HttpResponse<String> taken = client.send(
                    HttpRequest.newBuilder(
                                    hub.address().resolve(URI.create(address).getPath()))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"order\":{\"name\":\"A crate of pears\"}}"))
                            .build(),
                    BodyHandlers.ofString());
            Assertions.assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
            visitor.open("/home/events");
            assertThat(page.getByText("A crate of pears")).isVisible();

            visitor.open("/home/sources");
            visitor.pressSurely("Revoke warehouse");
            assertThat(visitor.row("warehouse")).hasCount(0);
            visitor.nothingComplained();
        }
    }

    @Test
    void renamesAndClosesTheAccount() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/account");
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Pear & Sons");
            visitor.press("Save");
            assertThat(page.getByRole(AriaRole.BANNER)).containsText("Pear & Sons");

            visitor.unfold("Close the account…");
            page.getByLabel("Its name, to be sure").fill("Pear");
            visitor.press("Close Pear & Sons");
            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            visitor.unfold("Close the account…");
            page.getByLabel("Its name, to be sure").fill("Pear & Sons");
            visitor.press("Close Pear & Sons");

            await().until(() -> account.submit("{\"category\":\"sale\"}").statusCode() == 401);
            page.navigate(hub.address().resolve("/home").toString());
            Assertions.assertThat(page.url()).contains("/sign-in");
        }
    }
}
