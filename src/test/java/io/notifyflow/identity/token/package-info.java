@NullMarked
package io.notifyflow.identity.token;

import org.jspecify.annotations.NullMarked;
