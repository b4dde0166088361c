/** What the provider tells of its users by webhook. */
@NullMarked
package io.notifyflow.identity.sync;

import org.jspecify.annotations.NullMarked;
