/** The deployment files, read by the real clients. */
@NullMarked
package io.notifyflow.deploy;

import org.jspecify.annotations.NullMarked;
