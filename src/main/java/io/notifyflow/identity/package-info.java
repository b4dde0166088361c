/** People of accounts: who they are, what they may do, how they come and go. */
@NullMarked
package io.notifyflow.identity;

import org.jspecify.annotations.NullMarked;
