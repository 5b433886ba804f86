/**
 * Exactly-once pipelines of several client releases under kills of the broker, and the auditor that
 * goes over everything that was left behind. {@link io.ottla.compat.audit.KillRun} is the run,
 * {@link io.ottla.compat.audit.Auditor} the judge.
 */
@NullMarked
package io.ottla.compat.audit;

import org.jspecify.annotations.NullMarked;
