package io.llmresilience.wire;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.llmresilience.CallLogLines;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Message;
import io.llmresilience.RecordedSpans;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces of calls with OpenTelemetry, from the caller to the provider's own headers.
 */
class TracingOnWireTests {

	@RegisterExtension
	private final CallLogLines lines = new CallLogLines();

	private final ObservedChat chat = new ObservedChat();

	@AfterEach
	void close() {
		this.chat.close();
	}

	private void failOver() {
		this.chat.simulator().when((request) -> request.model().equals("claude-sonnet-5-5"), Reply.overloaded());
		this.chat.simulator().always(Reply.text("fine"));
	}

	@Test
	void spansShouldHangTogetherFromTheCallerToTheProvider() {
		failOver();
		Observation.createNotStarted("controller", this.chat.observations())
			.observe(() -> this.chat.service().call("Hi"));
		SpanData caller = this.chat.span("controller");
		SpanData call = this.chat.span("llm call");
		SpanData attempt = this.chat.span("chat gpt-6-luna");
		assertThat(call.getParentSpanId()).isEqualTo(caller.getSpanId());
		assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(this.chat.simulator().requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(request.header("traceparent")).contains(caller.getTraceId()));
		String sent = this.chat.simulator().requests().get(2).header("traceparent");
		assertThat(this.chat.bean(RecordedSpans.class).all()).filteredOn((span) -> sent.contains(span.getSpanId()))
			.singleElement()
			.extracting(SpanData::getParentSpanId)
			.isEqualTo(attempt.getSpanId());
	}

	@Test
	void whenCallIsReactiveShouldFindTheCallerInTheContext() {
		failOver();
		Observation caller = Observation.start("controller", this.chat.observations());
		this.chat.service()
			.stream("Hi")
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller))
			.blockLast();
		caller.stop();
		assertThat(this.chat.span("llm call").getParentSpanId()).isEqualTo(this.chat.span("controller").getSpanId());
	}

	@Test
	void failedAttemptShouldBeAnErrorAndItsCallNone() {
		failOver();
		this.chat.service().call("Hi");
		SpanData failed = this.chat.span("chat claude-sonnet-5-5");
		assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(failed.getAttributes().get(AttributeKey.stringKey("error.type"))).isEqualTo("OVERLOADED");
		SpanData call = this.chat.span("llm call");
		assertThat(call.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
		assertThat(call.getAttributes().get(AttributeKey.stringKey("route"))).isEqualTo("openai/gpt-6-luna");
		assertThat(call.getAttributes().get(AttributeKey.stringKey("llm.resilience.attempts"))).isEqualTo("3");
	}

	@Test
	void summaryShouldBelongToTheCallThatAsksForIt() {
		try (ObservedChat summarizing = new ObservedChat("llm.resilience.history.strategy=summarize",
				"llm.resilience.history.summary.route=openai/gpt-6-luna",
				"llm.resilience.models[1].id=anthropic/claude-sonnet-5-5",
				"llm.resilience.models[1].context-window=4000")) {
			ChatRequestBuilder request = ChatRequest.builder();
			for (int i = 0; i < 40; i++) {
				request.user("Why is the sky blue? ".repeat(20)).message(Message.assistant("Rayleigh. ".repeat(20)));
			}
			summarizing.service().call(request.user("And at night?").build());
			SpanData call = summarizing.span("llm call");
			assertThat(summarizing.span("chat gpt-6-luna").getParentSpanId()).isEqualTo(call.getSpanId());
			assertThat(summarizing.simulator().requests()).hasSizeGreaterThan(1)
				.allSatisfy((sent) -> assertThat(sent.header("traceparent")).contains(call.getTraceId()));
		}
	}

	@Test
	void logLineShouldCarryTheTrace() {
		failOver();
		this.chat.service().stream("Hi").blockLast();
		SpanData call = this.chat.span("llm call");
		assertThat(this.lines.only().getMDCPropertyMap()).containsEntry("traceId", call.getTraceId())
			.containsEntry("spanId", call.getSpanId());
	}

}
