package dev.twofold.speed.job;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Events are to be erased that this job has folded: it must not go on. Who starts the source again
 * begins a new incarnation without them: this process itself, or who submits it to a cluster. That
 * is wanted, so no stack trace comes with it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class ErasedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ErasedException(String source) {
    super(
        "Events of source "
            + source
            + " were erased since this incarnation began: starting again begins a new one without"
            + " them",
        null,
        false,
        false);
  }
}
