package dev.twofold.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That nothing is found where nothing is planted, {@link SimulationTest} says of the same seeds.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugTest {
  @ParameterizedTest
  @EnumSource(Bug.class)
  void isFound(Bug bug) {
    assertThat(Seeds.firstToFind(bug, 1, Seeds.EVERYDAY)).as("%s", bug).isPositive();
  }

  @Test
  void eachRuleOfTheProtocolHasOne() {
    assertThat(Arrays.stream(Bug.values()).map(bug -> bug.rule).collect(Collectors.toSet()))
        .containsAll(Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12).toList());
  }
}
