package io.notifyflow.identity.provider;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which issuer a provider's metadata and tokens must name. Microsoft's differ by tenant: its metadata name the tenant by
 * its id or, for several tenants, by a placeholder that each token's {@code tid} fills.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer">Microsoft</a>
 */
final class IssuerRule {

    private static final String PLACEHOLDER = "{tenantid}";
    private static final Pattern TENANT = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final String configured;
    private final @Nullable String microsoft;

    IssuerRule(ProviderOptions options) {
        this.configured = String.valueOf(options.issuer());
        this.microsoft = options.type() == ProviderType.MICROSOFT ? options.url() + "/" : null;
    }

    /** Whether metadata found at the configured issuer may name this one. */
    boolean describes(@Nullable Object issuer) {
        return issuer instanceof String text
                && (text.equals(configured) || text.equals(microsoft + PLACEHOLDER + "/v2.0") || ofSomeTenant(text));
    }

    /** Whether some token of the provider may name this issuer; which one does is decided by {@link #expected}. */
    boolean mayIssueAs(String issuer) {
        return issuer.equals(configured) || ofSomeTenant(issuer);
    }

    private boolean ofSomeTenant(String issuer) {
        return microsoft != null
                && issuer.startsWith(microsoft)
                && issuer.endsWith("/v2.0")
                && issuer.length() > microsoft.length() + "/v2.0".length()
                && TENANT.matcher(issuer.substring(microsoft.length(), issuer.length() - "/v2.0".length()))
                        .matches();
    }

    /**
     * The issuer that a token must name.
     *
     * @param described by the metadata
     * @param tenant    the token's {@code tid}
     */
    static String expected(String described, @Nullable Object tenant) {
        return tenant instanceof String text && TENANT.matcher(text).matches()
                ? described.replace(PLACEHOLDER, text)
                : described;
    }

    /** Whether the metadata are those of several tenants, whose subjects are told apart by the tenant. */
    static boolean severalTenants(String described) {
        return described.contains(PLACEHOLDER);
    }
}
