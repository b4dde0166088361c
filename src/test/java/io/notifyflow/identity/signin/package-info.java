@NullMarked
package io.notifyflow.identity.signin;

import org.jspecify.annotations.NullMarked;
