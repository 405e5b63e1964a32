package io.llmresilience.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A {@link SampleTest} that looks at the page in the {@link SharedBrowser}, and is
 * skipped where there is none. Screenshots are left in {@code target/screenshots}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SampleTest
@Tag("browser")
@ExtendWith(SharedBrowser.class)
@interface PageTest {

}
