package dev.twofold.fold;

import java.io.Serializable;

/** One result column of a view: its name and what computes it. */
public record Measure(String name, AggregateSpec aggregate) implements Serializable {}
