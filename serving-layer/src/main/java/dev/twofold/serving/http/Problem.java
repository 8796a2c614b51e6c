package dev.twofold.serving.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * A problem document (RFC 9457).
 *
 * @param type a name for the kind of problem, for programs
 * @param title the kind of problem, for people
 * @param detail what happened, where, and what to do about it
 * @param fix the last part of the detail alone; absent where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String fix) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String name, String title, String detail, String fix) {
    return new Problem(
        "urn:twofold:problem:" + name,
        title,
        status,
        fix == null ? detail : detail + " " + fix,
        fix);
  }

  Response response() {
    Response.ResponseBuilder response =
        Response.status(status).type(MediaType.valueOf(MEDIA_TYPE)).entity(this);
    return status == 503 ? response.header("Retry-After", 2).build() : response.build();
  }
}
