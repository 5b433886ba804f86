/** Tests of the handlers, each against fakes of its ports and without a network. */
@NullMarked
package io.ottla.server.handler;

import org.jspecify.annotations.NullMarked;
