/** Tests of {@code io.notifyflow.account}. */
@NullMarked
package io.notifyflow.account;

import org.jspecify.annotations.NullMarked;
