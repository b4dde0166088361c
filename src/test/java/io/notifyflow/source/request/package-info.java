@NullMarked
package io.notifyflow.source.request;

import org.jspecify.annotations.NullMarked;
