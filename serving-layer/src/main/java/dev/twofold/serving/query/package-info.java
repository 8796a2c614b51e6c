/** Queries without HTTP: from request parameters to the rows of an answer. */
package dev.twofold.serving.query;
