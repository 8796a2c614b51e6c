/** The HTTP interface: resources, representations, problem documents, metrics. */
package dev.twofold.serving.http;
