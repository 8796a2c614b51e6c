package dev.twofold.cli;

/** How an answer is printed. */
enum AnswerFormat {
  TABLE,
  JSON,
  CSV
}
