/** Who changed what in an account. */
@NullMarked
package io.notifyflow.audit;

import org.jspecify.annotations.NullMarked;
