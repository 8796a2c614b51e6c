package dev.twofold.serving.http;

import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.serving.query.DurationText;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How the platform stands: stores, sources, views. */
@Path("/v1/status")
public final class StatusResource {
  private final Supplier<Catalog> catalogs;
  private final List<Store> stores;

  /**
   * @param catalogs asked once a request
   */
  public StatusResource(Supplier<Catalog> catalogs, List<Store> stores) {
    this.catalogs = catalogs;
    this.stores = List.copyOf(stores);
  }

  /**
   * @param deployment the number of what is deployed; 0 where nothing was yet
   */
  record Status(
      String project,
      long deployment,
      String time,
      EpochOf epoch,
      List<StoreOf> stores,
      List<SourceOf> sources,
      List<ViewOf> views) {}

  record EpochOf(String length, long current) {}

  /**
   * @param reason why it cannot be reached; null while it can
   */
  record StoreOf(String name, boolean reachable, String reason) {}

  /**
   * @param incarnation the newest life of the speed layer that answers; null where there is none
   * @param sealedThrough epochs below it are complete in the speed layer
   * @param positions the next offset of each partition; all events below it are in the answers
   */
  record SourceOf(
      String name,
      String topic,
      Long incarnation,
      Long sealedThrough,
      String sealedThroughTime,
      Map<Integer, Long> positions,
      Long freshnessMs) {}

  /**
   * @param generation the current batch generation; null before the first
   * @param through the seam: the speed layer answers from this epoch on
   * @param held why no version takes the name, and none is published; null where it is not held
   * @param building the version that is to take over the name; null where there is none
   */
  record ViewOf(
      String name,
      String version,
      String source,
      Long generation,
      Long through,
      String throughTime,
      String publishedAt,
      Long batchEvents,
      Long incarnation,
      Long freshnessMs,
      String held,
      Described.BuildingOf building) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Status status() {
    Catalog catalog = catalogs.get();
    Map<String, SpeedStatus> speed =
        catalog.views().stream().collect(Collectors.toMap(ServedView::name, SpeedStatus::of));
    return new Status(
        catalog.project(),
        catalog.deployment(),
        Instant.now().toString(),
        new EpochOf(
            DurationText.format(catalog.epochs().lengthMillis()),
            catalog.epochs().epochOf(System.currentTimeMillis())),
        stores.stream().map(StatusResource::store).toList(),
        sources(catalog, speed),
        catalog.views().stream().map(view -> view(catalog, view, speed.get(view.name()))).toList());
  }

  private static StoreOf store(Store store) {
    Optional<String> failure = store.failure().get();
    return new StoreOf(store.name(), failure.isEmpty(), failure.orElse(null));
  }

  private static List<SourceOf> sources(Catalog catalog, Map<String, SpeedStatus> speed) {
    Map<String, SourceDefinition> sources = new TreeMap<>();
    Map<String, Incarnation> newest = new TreeMap<>();
    for (ServedView view : catalog.views()) {
      sources.put(view.source().name(), view.source());
      speed
          .get(view.name())
          .newest()
          .ifPresent(
              incarnation ->
                  newest.merge(
                      view.source().name(),
                      incarnation,
                      (a, b) -> a.number() >= b.number() ? a : b));
    }
    List<SourceOf> described = new ArrayList<>();
    sources.forEach(
        (name, source) ->
            described.add(source(catalog, source, Optional.ofNullable(newest.get(name)))));
    return described;
  }

  private static SourceOf source(
      Catalog catalog, SourceDefinition source, Optional<Incarnation> newest) {
    Map<Integer, Long> positions = new TreeMap<>();
    newest.ifPresent(
        incarnation ->
            incarnation
                .positions()
                .values()
                .forEach(
                    (Position position) ->
                        positions.put(position.partition(), position.nextOffset())));
    return new SourceOf(
        source.name(),
        source.topic(),
        newest.map(Incarnation::number).orElse(null),
        newest.map(Incarnation::sealedThrough).orElse(null),
        newest
            .map(incarnation -> EpochTimes.start(catalog.epochs(), incarnation.sealedThrough()))
            .orElse(null),
        positions,
        new SpeedStatus(newest, Optional.empty()).freshnessMillis().orElse(null));
  }

  private static ViewOf view(Catalog catalog, ServedView view, SpeedStatus speed) {
    Optional<Generation> current = Described.current(view.batch());
    return new ViewOf(
        view.name(),
        view.fold().version(),
        view.source().name(),
        current.map(Generation::number).orElse(null),
        current.map(Generation::through).orElse(null),
        current
            .map(generation -> EpochTimes.start(catalog.epochs(), generation.through()))
            .orElse(null),
        current.map(generation -> generation.publishedAt().toString()).orElse(null),
        current.map(Generation::events).orElse(null),
        speed.newest().map(Incarnation::number).orElse(null),
        speed.freshnessMillis().orElse(null),
        catalog.hold(view.name()).orElse(null),
        catalog.building(view.name()).map(Described::building).orElse(null));
  }
}
