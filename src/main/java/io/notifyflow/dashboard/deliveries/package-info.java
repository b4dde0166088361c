/** The pages about deliveries: what is on its way, what was given up, and how it goes on. */
@NullMarked
package io.notifyflow.dashboard.deliveries;

import org.jspecify.annotations.NullMarked;
