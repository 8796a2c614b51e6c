package dev.twofold.serving;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/** The project that the tests query. */
public final class Shop {
  public static final Project PROJECT = load();

  private Shop() {}

  private static Project load() {
    try {
      return Project.load(Path.of(Shop.class.getResource("/shop").toURI()), Map.of());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Fold view(String name) {
    return PROJECT.views().stream()
        .filter(view -> view.view().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public static SourceDefinition source() {
    return PROJECT.source("orders");
  }

  static Row row(Order order) {
    EventDecoder decoder = Project.decoder(source(), false);
    Row row = new Row(source().columns().size());
    String rejected = decoder.decode(order.json(), row);
    if (rejected != null) {
      throw new IllegalArgumentException(rejected + ": " + order);
    }
    return row;
  }
}
