/** What people prove who they are with: passkeys, authenticator apps, recovery codes, and what a password must be. */
@NullMarked
package io.notifyflow.credential;

import org.jspecify.annotations.NullMarked;
