@NullMarked
package io.notifyflow.profile;

import org.jspecify.annotations.NullMarked;
