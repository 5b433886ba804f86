@NullMarked
package io.ottla.server.coordinator;

import org.jspecify.annotations.NullMarked;
