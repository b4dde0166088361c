/** Events of any JSON: where their members are in it, as a source's settings and its address say. */
@NullMarked
package io.notifyflow.source.mapping;

import org.jspecify.annotations.NullMarked;
