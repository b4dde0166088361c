@NullMarked
package io.notifyflow.apikey;

import org.jspecify.annotations.NullMarked;
