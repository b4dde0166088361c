@NullMarked
package io.notifyflow.identity.provider;

import org.jspecify.annotations.NullMarked;
