package io.llmresilience.provider.openai;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ReasoningDelta;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.Started;
import io.llmresilience.ChatEvent.TextDelta;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Usage;
import io.llmresilience.provider.AnswerReader.Progress;
import io.llmresilience.provider.ProviderError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for streams as {@link OpenAiDialect} reads them.
 */
class OpenAiStreamTests {

	private static final String ROLE = "{'model':'m-1','choices':[{'index':0,'delta':{'role':'assistant'}}]}";

	private static final String STOP = finish("stop");

	private static final String DONE = "[DONE]";

	@Test
	void streamOfOpenAiIsRead() {
		Fed fed = Fed.stream("""
				{'id':'chatcmpl-A1','object':'chat.completion.chunk','created':1795300000,'model':'m-1',
				'service_tier':'default','system_fingerprint':'fp_44','choices':[{'index':0,'delta':{'role':'assistant',
				'content':'','refusal':null},'logprobs':null,'finish_reason':null}],'usage':null,'obfuscation':'k2'}""",
				"""
						{'id':'chatcmpl-A1','object':'chat.completion.chunk','model':'m-1','choices':[{'index':0,
						'delta':{'content':'Hi'},'logprobs':null,'finish_reason':null}],'usage':null,'obfuscation':'x8s1'}""",
				"{'model':'m-1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null}",
				"{'model':'m-1','choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11}}",
				DONE);
		ChatResponse.Service service = new ChatResponse.Service("default", null);
		assertThat(fed.events()).containsExactly(
				new Started("req-1", "m-1", Usage.UNKNOWN, ServerLimits.UNKNOWN, service), new TextDelta("Hi"));
		assertThat(fed.progress()).isEqualTo(Progress.ENDED);
		assertThat(fed.response().origin().service()).isEqualTo(service);
		assertThat(fed.response().text()).isEqualTo("Hi");
		assertThat(fed.response().finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(fed.response().usage()).isEqualTo(new Usage(9L, 2L, null, null, null));
	}

	static Stream<Arguments> deviations() {
		return Stream.of(row("content that is null", delta("'content':null"), delta("'content':'a'")),
				row("choices that are null", "{'choices':null}", delta("'content':'a'")),
				row("delta that is null", "{'choices':[{'delta':null}]}", delta("'content':'a'")),
				row("delta that is absent", "{'choices':[{'content_filter_offsets':{}}]}", delta("'content':'a'")),
				row("other choices", "{'choices':[{'index':1,'delta':{'content':'b'},'finish_reason':'length'}]}",
						delta("'content':'a'")),
				row("other choices beside ours",
						"{'choices':[{'index':1,'delta':{'content':'b'}},{'delta':{'content':'a'},'index':0}]}"),
				row("filter results first", "{'id':'','model':'','choices':[],'prompt_filter_results':[{'a':[1]}]}",
						ROLE, delta("'content':'a'")),
				row("error that is null", "{'error':null,'choices':[{'delta':{'content':'a'}}],'error':null}"),
				row("message that repeats all",
						"{'choices':[{'delta':{'content':'a'},'message':{'content':'repeated'}}]}"),
				row("blank data", "  ", delta("'content':'a'"), "\r\n"),
				row("unknown fields", delta("'content':'a','annotations':[{'x':{}}],'role':'assistant','audio':null")),
				row("moderation", delta("'content':'a'"), "{'choices':[],'moderation':{'flagged':false}}"),
				row("content in parts", delta("'content':[{'type':'text','text':'a'}]")),
				row("white space around JSON", " \n" + delta("'content':'a'") + "\n"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("deviations")
	void deviationIsTolerated(String name, List<String> data) {
		Fed fed = Fed.stream(data.toArray(String[]::new)).event(null, STOP).event(null, DONE);
		assertThat(fed.content()).containsExactly(new TextDelta("a"));
		assertThat(fed.events()).filteredOn(Started.class::isInstance).hasSize(1);
		assertThat(fed.events().get(0)).isInstanceOf(Started.class);
		assertThat(fed.response().text()).isEqualTo("a");
		assertThat(fed.progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void modelIsTheFirstOneNamed() {
		Fed fed = Fed.stream("{'model':'','choices':[]}", "{'model':'a','choices':[]}", "{'model':'b'}", STOP);
		assertThat(fed.events()).containsExactly(new Started("req-1", null, Usage.UNKNOWN, ServerLimits.UNKNOWN));
		assertThat(fed.response().origin().model()).isEqualTo("a");
	}

	@Test
	void serviceTierMayComeLate() {
		Fed fed = Fed.stream(ROLE, "{'service_tier':null,'choices':[]}", "{'service_tier':'flex','choices':[]}", STOP);
		assertThat(fed.response().origin().service()).isEqualTo(new ChatResponse.Service("flex", null));
	}

	@Test
	void piecesOfTextAreDeliveredAndJoined() {
		Fed fed = Fed.stream(ROLE, delta("'content':'Gr'"), delta("'content':''"), delta("'content':'üße 😀'"), STOP);
		assertThat(fed.content()).containsExactly(new TextDelta("Gr"), new TextDelta("üße 😀"));
		assertThat(fed.response().text()).isEqualTo("Grüße 😀");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'reasoning_content':'Hm'", "'reasoning':'Hm'",
			"'reasoning':'Hm','reasoning_content':'Hm'", "'reasoning':{'x':1},'reasoning_content':'Hm'",
			"'content':null,'reasoning_content':'Hm','reasoning':''" })
	void reasoningIsDeliveredAndKeptApart(String reasoning) {
		Fed fed = Fed.stream(ROLE, delta(reasoning), delta("'content':'Hi'"), STOP);
		assertThat(fed.content()).containsExactly(new ReasoningDelta("Hm"), new TextDelta("Hi"));
		assertThat(fed.response().message().content()).containsExactly(new Content.Reasoning("Hm", null, null),
				new Content.Text("Hi"));
	}

	@Test
	void refusalIsDeliveredAsTextOfAFilteredAnswer() {
		Fed fed = Fed.stream(ROLE, delta("'refusal':'I '"), delta("'refusal':'cannot'"), STOP);
		assertThat(fed.content()).containsExactly(new TextDelta("I "), new TextDelta("cannot"));
		assertThat(fed.response().text()).isEqualTo("I cannot");
		assertThat(fed.response().finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
	}

	static Stream<Arguments> usages() {
		String counted = "'usage':{'prompt_tokens':9,'completion_tokens':2}";
		String early = "'usage':{'prompt_tokens':9,'completion_tokens':1}";
		return Stream.of(
				row("with the finish reason", "{'choices':[{'delta':{},'finish_reason':'stop'}]," + counted + "}"),
				row("with every chunk", "{'choices':[]," + early + "}",
						"{'choices':[{'finish_reason':'stop'}]," + counted + "}"),
				row("in Groq's own field",
						"{'choices':[{'finish_reason':'stop'}],'x_groq':{'id':'r'," + counted + "}}"),
				row("in both fields",
						"{'x_groq':{" + early + "},'choices':[{'finish_reason':'stop'}]," + counted
								+ ",'x_groq':{'id':'r'}}"),
				row("then nothing but zeros", "{'choices':[{'finish_reason':'stop'}]," + counted + "}",
						"{'choices':[],'usage':{'prompt_tokens':0,'completion_tokens':0}}"),
				row("then null", "{'choices':[{'finish_reason':'stop'}]," + counted + "}",
						"{'choices':[],'usage':null}"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("usages")
	void usageIsTheLastOneCounted(String name, List<String> data) {
		assertThat(Fed.stream(data.toArray(String[]::new)).response().usage())
			.isEqualTo(new Usage(9L, 2L, null, null, null));
	}

	@Test
	void whenUsageIsNotSentShouldBeUnknown() {
		assertThat(Fed.stream(ROLE, STOP, DONE).response().usage()).isEqualTo(Usage.UNKNOWN);
	}

	static Stream<Arguments> toolCalls() {
		return Stream.of(
				row("in pieces",
						pieces("{'index':0,'id':'c','type':'function','function':{'name':'t','arguments':''}}"),
						pieces("{'index':0,'function':{'arguments':'{\\'id\\''}}"),
						pieces("{'index':0,'function':{'arguments':':4}'}}"),
						pieces("{'index':1,'id':'d','function':{'name':'u','arguments':'{}'}}")),
				row("interleaved", pieces("{'index':0,'id':'c','function':{'name':'t','arguments':'{\\'id'}}"),
						pieces("{'index':1,'id':'d','function':{'name':'u','arguments':''}}"),
						pieces("{'index':0,'function':{'arguments':'\\':4}'}},{'index':1,'function':{'arguments':'{}'}}")),
				row("whole and without index", pieces("{'id':'c','function':{'name':'t','arguments':'{\\'id\\':4}'}}"),
						pieces("{'id':'d','function':{'name':'u','arguments':'{}'}}")),
				row("whole with the same index",
						pieces("{'index':0,'id':'c','function':{'name':'t','arguments':'{\\'id\\':4}'}}"),
						pieces("{'index':0,'id':'d','function':{'name':'u','arguments':'{}'}}")),
				row("together and without index", pieces("""
						{'id':'c','function':{'name':'t','arguments':'{\\'id\\':4}'}},
						{'id':'d','function':{'name':'u','arguments':'{}'}}""")),
				row("with id and name repeated",
						pieces("{'index':0,'id':'c','function':{'name':'t','arguments':'{\\'id'}}"),
						pieces("{'index':0,'id':'c','function':{'name':'t','arguments':'\\':4}'}}"),
						pieces("{'index':1,'id':'d','function':{'name':'u','arguments':'{'}}"),
						pieces("{'index':1,'id':'d','function':{'name':'u','arguments':'}'}}")),
				row("with id and name repeated, without index",
						pieces("{'id':'c','function':{'name':'t','arguments':'{\\'id'}}"),
						pieces("{'id':'c','function':{'name':'t','arguments':'\\':4}'}}"),
						pieces("{'id':'d','function':{'name':'u','arguments':'{}'}}")),
				row("with a new id in every piece",
						pieces("{'index':0,'id':'c','function':{'name':'t','arguments':'{\\'id'}}"),
						pieces("{'index':0,'id':'x','function':{'name':null,'arguments':'\\':4}'}}"),
						pieces("{'index':1,'id':'d','function':{'name':'u','arguments':'{}'}}")),
				row("in pieces without index", pieces("{'id':'c','function':{'name':'t'}}"),
						pieces("{'function':{'arguments':'{\\'id\\':4}'}}"),
						pieces("{'id':'d','function':{'name':'u','arguments':'{}'}}")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("toolCalls")
	void toolCallsArePutTogether(String name, List<String> data) {
		Content.ToolCall first = new Content.ToolCall("c", "t", "{\"id\":4}");
		Content.ToolCall second = new Content.ToolCall("d", "u", "{}");
		Fed fed = Fed.stream(data.toArray(String[]::new));
		assertThat(fed.content()).isEmpty();
		fed.event(null, finish("tool_calls"));
		assertThat(fed.content()).containsExactly(new ChatEvent.ToolCall(first), new ChatEvent.ToolCall(second));
		assertThat(fed.response().toolCalls()).containsExactly(first, second);
		assertThat(fed.response().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
	}

	@Test
	void toolCallsWithoutIndexAndIdAreKeptApart() {
		Fed fed = Fed.stream(pieces("{'function':{'name':'t','arguments':'1'}}"),
				pieces("{'function':{'name':'t','arguments':'2'}}"), STOP);
		assertThat(fed.response().toolCalls()).containsExactly(new Content.ToolCall("call_0", "t", "1"),
				new Content.ToolCall("call_1", "t", "2"));
		assertThat(fed.response().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
	}

	@Test
	void whatFollowsTheFinishReasonIsIgnoredExceptUsage() {
		Fed fed = Fed.stream(ROLE, "{'choices':[{'delta':{'content':'a'},'finish_reason':'stop'}]}",
				delta("'content':'b'"), finish("length"),
				"{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2}}");
		assertThat(fed.content()).containsExactly(new TextDelta("a"));
		assertThat(fed.response().finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(fed.response().usage().inputTokens()).isEqualTo(9);
	}

	@Test
	void progressFollowsTheStream() {
		Fed fed = Fed.stream(ROLE, delta("'content':'a'"));
		assertThat(fed.progress()).isEqualTo(Progress.OPEN);
		assertThat(fed.event(null, STOP).progress()).isEqualTo(Progress.FINISHED);
		assertThat(fed.event(null, " [DONE]\n").progress()).isEqualTo(Progress.ENDED);
		assertThat(fed.event(null, "{'choices':[]}").progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void whenEndMarkComesWithoutFinishReasonShouldStayOpen() {
		assertThat(Fed.stream(ROLE, delta("'content':'a'"), DONE).progress()).isEqualTo(Progress.OPEN);
		assertThat(Fed.stream(DONE).events()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'error':{'message':'CANARY','type':'server_error','param':null,'code':null}}",
			"{'error':'CANARY'}", "{'object':'error','message':'CANARY','code':400}",
			"{'choices':[{'delta':{'content':'CANARY'},'finish_reason':'error'}]}",
			"{'choices':[{'delta':{},'finish_reason':'error_finish'}]}", "{'code':429,'message':'CANARY'}",
			"{'choices':[{'delta':{'content':'CANARY'}}],'error':{'code':502,'message':'CANARY'}}",
			"[{'error':{'code':429,'message':'CANARY'}}]" })
	void errorInTheStreamIsRaisedAndDeliversNothing(String data) {
		Fed fed = Fed.stream();
		assertThatExceptionOfType(ProviderError.Raised.class).isThrownBy(() -> fed.event(null, data))
			.satisfies((ex) -> {
				assertThat(ex.error().status()).isEqualTo(200);
				assertThat(ex.error().body()).isEqualTo(data.replace('\'', '"'));
				assertThat(ex.error().json().isContainer()).isTrue();
				assertThat(ex).hasMessage(null);
			});
		assertThat(fed.events()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'message':'CANARY'}", "CANARY is not JSON", "{'error':{'message':'CANARY'}}" })
	void eventThatIsNamedErrorIsRaised(String data) {
		assertThatExceptionOfType(ProviderError.Raised.class).isThrownBy(() -> Fed.stream(ROLE).event("error", data))
			.satisfies((ex) -> {
				assertThat(ex.error().body()).isEqualTo(data.replace('\'', '"'));
				assertThat(ex.error().json().isMissingNode()).isEqualTo(!data.startsWith("{"));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'choices':[{'delta':{'content':'CANARY", "CANARY", "<html>CANARY</html>", "'CANARY'",
			"[DONE] CANARY", "[]", "{'choices':[{'delta':'CANARY'}" })
	void whatIsNotAChunkIsMalformed(String data) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Fed.stream(ROLE, data));
	}

	@Test
	void eventsDoNotShowTheirContent() {
		Fed fed = Fed.stream(delta("'content':'CANARY','reasoning':'CANARY','refusal':'CANARY'"),
				pieces("{'id':'c','function':{'name':'t','arguments':'CANARY'}}"), STOP);
		assertThat(List.of(fed.events(), fed.response()).toString()).doesNotContain("CANARY");
		assertThat(fed.content()).hasSize(4);
	}

	private static Arguments row(String name, String... data) {
		return Arguments.of(name, List.of(data));
	}

	private static String delta(String fields) {
		return "{'model':'m-1','choices':[{'index':0,'delta':{" + fields + "},'finish_reason':null}]}";
	}

	private static String pieces(String pieces) {
		return delta("'tool_calls':[" + pieces + "]");
	}

	private static String finish(String reason) {
		return "{'model':'m-1','choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}";
	}

}
