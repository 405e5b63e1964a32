package io.llmresilience;

import java.net.URL;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.retry.PlantedAccomplice;
import io.llmresilience.timeout.PlantedOffender;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house: which room may know which, and what no room may do. Every rule
 * is also held against planted offenders, so that a rule that can no longer fail is
 * noticed.
 */
class RoomRulesTests {

	private static final String BASE = "io.llmresilience";

	/**
	 * What each room may import of ours besides itself. The outermost room may import
	 * all.
	 */
	private static final Map<String, Set<String>> ROOMS = Map.ofEntries(Map.entry("", Set.of()),
			Map.entry("model", Set.of("")), Map.entry("provider", Set.of("", "model", "ratelimit")),
			Map.entry("provider.openai", Set.of("", "model", "provider")),
			Map.entry("provider.anthropic", Set.of("", "model", "provider")), Map.entry("timeout", Set.of("")),
			Map.entry("retry", Set.of("")), Map.entry("circuitbreaker", Set.of("")),
			Map.entry("fallback", Set.of("", "model")), Map.entry("ratelimit", Set.of("", "model")),
			Map.entry("budget", Set.of("", "model")), Map.entry("budget.jdbc", Set.of("", "budget")),
			Map.entry("history", Set.of("", "model")),
			Map.entry("observation", Set.of("", "ratelimit", "circuitbreaker", "fallback", "budget")),
			Map.entry("actuate",
					Set.of("", "model", "ratelimit", "circuitbreaker", "fallback", "budget", "observation")));

	private static final String OUTERMOST = BASE + ".autoconfigure";

	private static final JavaClasses HOUSE = new ClassFileImporter().importUrl(mainClasses());

	private static final JavaClasses OFFENDERS = new ClassFileImporter().importClasses(PlantedOffender.class,
			PlantedAccomplice.class);

	private static URL mainClasses() {
		return ChatService.class.getProtectionDomain().getCodeSource().getLocation();
	}

	static Stream<Named<ArchRule>> rooms() {
		return ROOMS.entrySet()
			.stream()
			.map((room) -> Named.of("'" + room.getKey() + "' may know " + room.getValue(),
					room(room.getKey(), room.getValue())));
	}

	static Stream<Named<ArchRule>> habits() {
		return Stream.of(Named.of("nobody knows the outermost room", nobodyKnowsTheOutermostRoom()),
				Named.of("no cycles", noCycles()), Named.of("Spring Retry stays in retry", springRetryStaysInRetry()),
				Named.of("Resilience4j stays in circuitbreaker", resilience4jStaysInCircuitBreaker()),
				Named.of("Micrometer stays in observation", micrometerStaysInObservation()),
				Named.of("JDBC stays in budget.jdbc", jdbcStaysInBudgetJdbc()),
				Named.of("Spring Boot stays outside", springBootStaysOutside()),
				Named.of("HTTP stays in the provider rooms", httpStaysInTheProviderRooms()),
				Named.of("nobody sleeps", never(Thread.class, "sleep", long.class)),
				Named.of("nobody reads the wall clock", never(System.class, "currentTimeMillis")),
				Named.of("nobody reads the stopwatch", never(System.class, "nanoTime")),
				Named.of("nobody asks for the present instant", never(Instant.class, "now")),
				Named.of("nobody rolls dice", never(Math.class, "random")), Named.of("nobody blocks", nobodyBlocks()),
				Named.of("nobody keeps an Optional", noFields().should().haveRawType(Optional.class)));
	}

	@ParameterizedTest
	@MethodSource("rooms")
	void roomShouldKnowOnlyItsNeighbours(ArchRule rule) {
		rule.check(HOUSE);
	}

	@ParameterizedTest
	@MethodSource("habits")
	void houseShouldKeepTheRule(ArchRule rule) {
		rule.check(HOUSE);
	}

	@ParameterizedTest
	@MethodSource("habits")
	void ruleShouldCatchTheOffender(ArchRule rule) {
		assertThat(rule.evaluate(OFFENDERS).hasViolation()).isTrue();
	}

	@Test
	void tableShouldCatchTheOffender() {
		assertThat(room("timeout", Set.of("")).evaluate(OFFENDERS).hasViolation()).isTrue();
	}

	@Test
	void providersShouldKnowOnlyThePortOfTheLimiter() {
		onlyThePort("RateLimiter", "Permit", "Demand").check(HOUSE);
		assertThat(onlyThePort("RateLimiter", "Permit").evaluate(HOUSE).hasViolation()).isTrue();
	}

	@Test
	void observationShouldKnowOnlySnapshotsOfOtherRooms() {
		onlySnapshots("ratelimit", "circuitbreaker", "fallback", "budget").check(HOUSE);
		assertThat(onlySnapshots("").evaluate(HOUSE).hasViolation()).isTrue();
	}

	@Test
	void everyRoomShouldBeInTheTable() {
		assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct().filter((name) -> !name.equals(OUTERMOST)))
			.containsExactlyInAnyOrderElementsOf(ROOMS.keySet().stream().map(RoomRulesTests::packageOf).toList());
	}

	@Test
	void everyRoomShouldBeNullMarked() {
		assertThat(HOUSE.stream().map(JavaClass::getPackage).distinct())
			.allMatch((JavaPackage room) -> room.isAnnotatedWith(NullMarked.class), "@NullMarked");
	}

	private static ArchRule room(String room, Set<String> neighbours) {
		String[] known = Stream.concat(Stream.of(room), neighbours.stream())
			.map(RoomRulesTests::packageOf)
			.toArray(String[]::new);
		return classes().that()
			.resideInAPackage(packageOf(room))
			.should()
			.onlyDependOnClassesThat(or(resideOutsideOfPackage(BASE + ".."), resideInAnyPackage(known)));
	}

	private static ArchRule onlyThePort(String... types) {
		return noClasses().that()
			.resideInAPackage(packageOf("provider"))
			.should()
			.dependOnClassesThat(resideInAPackage(packageOf("ratelimit"))
				.and(describe("are no part of the port", (type) -> !Set.of(types).contains(type.getSimpleName()))));
	}

	private static ArchRule onlySnapshots(String... rooms) {
		return noClasses().that()
			.resideInAPackage(packageOf("observation"))
			.should()
			.dependOnClassesThat(
					resideInAnyPackage(Stream.of(rooms).map(RoomRulesTests::packageOf).toArray(String[]::new))
						.and(describe("are no snapshots", (type) -> !isSnapshot(type))));
	}

	private static boolean isSnapshot(JavaClass type) {
		return type.getEnclosingClass()
			.map(RoomRulesTests::isSnapshot)
			.orElse(type.getSimpleName().endsWith("Snapshot"));
	}

	private static String packageOf(String room) {
		return room.isEmpty() ? BASE : BASE + "." + room;
	}

	private static ArchRule nobodyKnowsTheOutermostRoom() {
		return noClasses().that()
			.resideOutsideOfPackage(OUTERMOST)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(OUTERMOST);
	}

	private static ArchRule noCycles() {
		return slices().assignedFrom(new ByPackage()).should().beFreeOfCycles();
	}

	/**
	 * But for the bean that hands blocking templates out.
	 */
	private static ArchRule springRetryStaysInRetry() {
		return noClasses().that()
			.resideOutsideOfPackage(BASE + ".retry")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.retry..");
	}

	private static ArchRule resilience4jStaysInCircuitBreaker() {
		return noClasses().that()
			.resideOutsideOfPackage(BASE + ".circuitbreaker")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.github.resilience4j..");
	}

	private static ArchRule micrometerStaysInObservation() {
		return noClasses().that()
			.resideOutsideOfPackage(BASE + ".observation")
			.and(not(simpleName("LlmObservationAutoConfiguration")))
			.and(not(simpleName("LlmMetricsAutoConfiguration")))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer..");
	}

	/**
	 * But for the bean that creates its tables.
	 */
	private static ArchRule jdbcStaysInBudgetJdbc() {
		return noClasses().that()
			.resideOutsideOfPackages(BASE + ".budget.jdbc", OUTERMOST)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.jdbc..", "org.springframework.transaction..",
					"org.springframework.dao..", "java.sql..", "javax.sql..");
	}

	private static ArchRule springBootStaysOutside() {
		return noClasses().that()
			.resideOutsideOfPackages(OUTERMOST, BASE + ".actuate")
			.should()
			.dependOnClassesThat(resideInAPackage("org.springframework.boot..").and(simpleName("DefaultValue").negate())
				.and(simpleName("DurationUnit").negate()));
	}

	private static ArchRule httpStaysInTheProviderRooms() {
		return noClasses().that()
			.resideOutsideOfPackages(BASE + ".provider..", OUTERMOST)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.http..", "org.springframework.web..", "reactor.netty..",
					"io.netty..", "java.net.http..");
	}

	private static ArchRule never(Class<?> owner, String method, Class<?>... parameters) {
		return noClasses().should().callMethod(owner, method, parameters);
	}

	private static ArchRule nobodyBlocks() {
		return noClasses().that()
			.doNotHaveSimpleName("DefaultChatService")
			.should()
			.callMethodWhere(
					target(owner(belongToAnyOf(Mono.class, Flux.class))).and(target(nameStartingWith("block"))));
	}

	/**
	 * One slice per package, the base package included.
	 */
	private static final class ByPackage implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return type.getPackageName().startsWith(BASE) ? SliceIdentifier.of(type.getPackageName())
					: SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "the rooms";
		}

	}

}
