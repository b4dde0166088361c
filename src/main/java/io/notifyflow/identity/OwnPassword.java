package io.notifyflow.identity;

import jakarta.servlet.http.HttpServletRequest;

/** The password of the person who looks at a page. */
public interface OwnPassword {

    /** Whether they sign in with one; others sign in with a provider, and have their second factor there. */
    boolean present(Person person);

    /**
     * Changes it if the present one is right, and ends the other sessions.
     *
     * @return what is wrong, as people read it; empty if it was changed
     */
    String change(Person person, String present, String wanted, HttpServletRequest request);
}
