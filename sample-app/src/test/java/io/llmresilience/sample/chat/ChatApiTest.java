package io.llmresilience.sample.chat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Import;

/**
 * The chat over HTTP with a {@link ScriptedChat} behind it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WebFluxTest(controllers = ChatController.class, properties = "llm.resilience.providers.openai.api-key=unused")
@Import(ScriptedChat.class)
@interface ChatApiTest {

}
