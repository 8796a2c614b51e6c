package dev.twofold.speed.job;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The job must not go on, and trying again would not help: a person has to decide. The message says
 * what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
