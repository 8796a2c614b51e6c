package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.twofold.definition.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  @RepeatedTest(5)
  void aNewWarehouseMayBeOpenedManyTimesAtOnce(@TempDir Path folder) {
    Settings.Warehouse settings = new Settings.Warehouse("jdbc", null, folder.toString(), Map.of());
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Void>> openings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      openings.add(
          CompletableFuture.runAsync(
              () -> open(settings, start), task -> new Thread(task).start()));
    }
    start.countDown();
    assertThatCode(() -> openings.forEach(CompletableFuture::join)).doesNotThrowAnyException();
  }

  private static void open(Settings.Warehouse settings, CountDownLatch start) {
    try {
      start.await();
      Warehouse.open(settings, "test").close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
