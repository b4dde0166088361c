@NullMarked
package io.notifyflow.gateway.engine;

import org.jspecify.annotations.NullMarked;
