package io.notifyflow.identity;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Signs somebody in with the provider, step by step. */
public final class ProviderBrowser {

    public static final String START = "/sign-in/with/provider";
    public static final String CONSENT = "/sign-in/consent";

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

    /** Follows an invitation, and agrees to join. */
    public HttpResponse<String> signIn(OidcServer.User user, String link) {
        HttpResponse<String> back = askedToJoin(user, link);
        return back.statusCode() == 302 && CONSENT.equals(Browser.location(back)) ? agree() : back;
    }

    /** Follows an invitation, as far as the hub asks. */
    public HttpResponse<String> askedToJoin(OidcServer.User user, String link) {
        String token = link.substring(link.lastIndexOf('/') + 1);
        return browser.get(callback(user, START + "?link=" + token));
    }

    /** Agrees to what the hub asks. */
    public HttpResponse<String> agree() {
        return browser.submit(CONSENT, CONSENT, Map.of());
    }
}
