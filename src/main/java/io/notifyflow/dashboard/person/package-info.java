/** The pages about oneself: password, second factors, sessions. */
@NullMarked
package io.notifyflow.dashboard.person;

import org.jspecify.annotations.NullMarked;
