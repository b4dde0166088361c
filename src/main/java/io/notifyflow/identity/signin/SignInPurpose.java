package io.notifyflow.identity.signin;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody is sent to a provider.
 *
 * @param invitation the token of the invitation that they follow
 * @param linkTo     the person who is signed in and wants to link one more identity
 */
record SignInPurpose(@Nullable String invitation, @Nullable UUID linkTo) {

    static final SignInPurpose SIGN_IN = new SignInPurpose(null, null);

    @Override
    public String toString() {
        return "SignInPurpose[" + (invitation == null ? "" : "invitation") + linkTo + "]";
    }
}
