/** Attacks on a packaged hub with a small heap, while another tenant is served. */
@NullMarked
package io.notifyflow.attack;

import org.jspecify.annotations.NullMarked;
