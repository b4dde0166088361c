/** The operator's pages: what concerns the hub and all accounts on it. */
@NullMarked
package io.notifyflow.dashboard.hub;

import org.jspecify.annotations.NullMarked;
