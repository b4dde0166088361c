package io.notifyflow.identity;

/** Somebody is who they say, and is not let in. */
public final class SignInRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, and what to do. */
    public enum Reason {
        DELETED("You were deleted at the provider of sign-in. Ask its administrator."),
        BANNED("You are banned at the provider of sign-in. Ask its administrator."),
        REMOVED("You were removed from your account. Ask its owner for an invitation."),
        CLOSED("Your account is closed."),
        NOT_INVITED("This hub takes people who are invited. Ask for an invitation."),
        OTHER_ACCOUNT(
                "You belong to another account already, and nobody belongs to two. Have its owner remove you first."),
        LINK("This link was used already, or is too old, or was withdrawn. Ask for a new one."),
        ADDRESS_TAKEN("Somebody signs in with this e-mail address already."),
        LINKED_ELSEWHERE(
                "Somebody else signs in with this identity already. Sign in to the provider as somebody else, or"
                        + " have them unlink it first."),
        AGREEMENT_NEEDED("Somebody with this e-mail address has a password here. Sign in on the pages once, and agree"
                + " to be the same person.");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    private final Reason reason;

    SignInRefused(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
