/** What an account has used of its plan, and a word to its people before nothing is left. */
@NullMarked
package io.notifyflow.usage;

import org.jspecify.annotations.NullMarked;
