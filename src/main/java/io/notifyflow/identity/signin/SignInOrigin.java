package io.notifyflow.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where an attempt to sign in comes from.
 *
 * @param address of the network
 * @param device  the cookie of a browser in which somebody has signed in before; null for none
 */
record SignInOrigin(String address, @Nullable String device) {

    static SignInOrigin of(HttpServletRequest request, KnownDevices devices) {
        return new SignInOrigin(request.getRemoteAddr(), devices.cookie(request));
    }

    @Override
    public String toString() {
        return "SignInOrigin[" + address + "]";
    }
}
