package io.notifyflow.identity.signin;

import io.notifyflow.account.Accounts;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.identity.provider.IdentityProvider;
import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.identity.provider.Providers;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The pages for people: who may see them, how they sign in, and what browsers may do with them. */
@Configuration
class SignInSecurity {

    /** All that has a session; what is below {@code /home} asks for one. */
    private static final String[] PAGES = {
        "/", "/sign-in", "/sign-in/**", "/sign-out", "/home", "/home/**", "/assets/**", "/confirm/**"
    };

    private static final Logger log = LoggerFactory.getLogger(SignInSecurity.class);
    static final String SIGN_IN = "/sign-in";
    private static final long YEAR = 31_536_000;

    /** Of Spring Security's own kind, so that it asks for no other; a provider is asked when somebody signs in. */
    @Bean
    ClientRegistrationRepository providerRegistrations(Providers providers) {
        return name -> providers.find(name).map(IdentityProvider::registration).orElse(null);
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoders(Providers providers) {
        return registration -> providers
                .find(registration.getRegistrationId())
                .filter(OidcProvider.class::isInstance)
                .map(OidcProvider.class::cast)
                .map(ProviderCalls::idTokens)
                .orElseThrow();
    }

    @Bean
    CsrfTokenRepository formTokens(Cookies cookies, PublicAddress address) {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName(cookies.name(Cookies.FORM));
        tokens.setCookiePath("/");
        tokens.setCookieCustomizer(
                cookie -> cookie.httpOnly(true).secure(address.secure()).sameSite("Lax"));
        return tokens;
    }

    @Bean
    @Order(1)
    SecurityFilterChain peoplesPages(
            HttpSecurity http,
            Providers providers,
            ClientRegistrationRepository registrations,
            AuthorizationCookie authorization,
            SignInRequests authorizations,
            SignInFailures failures,
            SessionRepository sessions,
            CsrfTokenRepository formTokens,
            Passwords passwords,
            KnownDevices devices,
            ReturnAddress back,
            SessionSettings sessionSettings,
            SecondFactors factors,
            Accounts accounts,
            Clock clock,
            Entrance entrance,
            PageWriter pages,
            PublicAddress address)
            throws Exception {
        http.securityMatcher(PAGES)
                // A stream that ends with its session ends in order: it was let in when it began.
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers("/home", "/home/**")
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .securityContext(context -> context.securityContextRepository(sessions))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .csrf(csrf -> csrf.csrfTokenRepository(formTokens)
                        .csrfTokenRequestHandler(new XorCsrfTokenRequestAttributeHandler()))
                .addFilterBefore(new Guard(address, pages), SecurityContextHolderFilter.class)
                .exceptionHandling(refused -> refused.authenticationEntryPoint(SignInSecurity::toSignIn)
                        .accessDeniedHandler(denied(pages)));
        http.addFilterAfter(new SecondFactorGate(factors, accounts), AuthorizationFilter.class)
                .addFilterAfter(new FreshSignIn(back, sessionSettings.fresh(), clock), SecondFactorGate.class);
        protect(http, providers);
        if (providers.present()) {
            http.oauth2Login(login -> login.loginPage(SIGN_IN)
                    .clientRegistrationRepository(registrations)
                    .authorizedClientRepository(new NoAuthorizedClients())
                    .authorizationEndpoint(endpoint -> endpoint.authorizationRequestResolver(authorizations)
                            .authorizationRequestRepository(authorization))
                    .redirectionEndpoint(endpoint -> endpoint.baseUri(Providers.CALLBACK + "/**"))
                    .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(ProviderCalls.tokens()))
                    .userInfoEndpoint(endpoint -> endpoint.oidcUserService(ProviderCalls.users())
                            .userService(ProviderCalls.gitHubUsers(providers)))
                    .loginProcessingUrl(Providers.CALLBACK + "/**")
                    .successHandler(entrance)
                    .failureHandler(failures));
        } else {
            http.authenticationProvider(new PasswordProvider(passwords)).formLogin(login -> login.loginPage(SIGN_IN)
                    .usernameParameter("email")
                    .authenticationDetailsSource(request -> SignInOrigin.of(request, devices))
                    .successHandler(entrance)
                    // What was wrong is written down where it was found.
                    .failureHandler((request, response, refused) -> response.sendRedirect(SIGN_IN + "?failed")));
        }
        return http.build();
    }

    private static void protect(HttpSecurity http, Providers providers) throws Exception {
        http.headers(headers -> headers
                // Not no-referrer: a form would then be sent with the Origin "null".
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .httpStrictTransportSecurity(
                        transport -> transport.maxAgeInSeconds(YEAR).includeSubDomains(false))
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=()"))
                .addHeaderWriter((request, response) ->
                        response.setHeader("Content-Security-Policy", contentSecurityPolicy(providers))));
    }

    /** Signing out is a form that leads to the provider, which browsers count as its action. */
    private static String contentSecurityPolicy(Providers providers) {
        String elsewhere = providers.all().stream()
                .flatMap(provider -> provider.signOut().stream())
                .map(SignInSecurity::origin)
                .distinct()
                .collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                + " form-action 'self'" + elsewhere + "; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String origin(URI address) {
        return " " + address.getScheme() + "://" + address.getRawAuthority();
    }

    /** A script that asks for a part of a page is told so: it would put the page of the sign-in in its place. */
    private static void toSignIn(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        String accepted = request.getHeader("Accept");
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", SIGN_IN);
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else if (accepted != null && accepted.contains("text/event-stream")) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect(SIGN_IN);
        }
    }

    private static void failed(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        log.info("A sign-in fails: {}", refused.getMessage());
        response.sendRedirect(SIGN_IN + "?failed");
    }

    private static AccessDeniedHandler denied(PageWriter pages) {
        return (request, response, denied) -> pages.message(
                request,
                response,
                403,
                "Refused",
                "The form was open for too long, or did not come from this page. Open it again and send it once more.");
    }
}
