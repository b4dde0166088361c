package io.notifyflow.identity;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import java.net.http.HttpResponse;

/** Signs somebody in with the provider, step by step. */
public final class ProviderBrowser {

    public static final String START = "/sign-in/with/provider";

    private final Browser browser;

    public ProviderBrowser(Hub hub) {
        browser = new Browser(hub.address(), ProviderHubTest.ADDRESS);
    }

    public Browser browser() {
        return browser;
    }

    /** As far as the provider sends the person back to; the answer of the hub is not asked for yet. */
    public String callback(OidcServer.User user, String start) {
        HttpResponse<String> sent = browser.get(start);
        HttpResponse<String> back = browser.get(Browser.location(sent) + "&user=" + user.subject());
        return Browser.location(back);
    }

    /** All the way. */
    public HttpResponse<String> signIn(OidcServer.User user) {
        return browser.get(callback(user, START));
    }

    public HttpResponse<String> signIn(OidcServer.User user, String link) {
        String token = link.substring(link.lastIndexOf('/') + 1);
        return browser.get(callback(user, START + "?link=" + token));
    }
}
