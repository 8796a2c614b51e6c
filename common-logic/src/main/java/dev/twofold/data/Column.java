package dev.twofold.data;

import java.io.Serializable;

/** A named, typed column of a source, a key or a stored state. */
public record Column(String name, DataType type, boolean nullable) implements Serializable {}
