/** What all pages for people share: how they are written, and the files they load. */
@NullMarked
package io.notifyflow.page;

import org.jspecify.annotations.NullMarked;
