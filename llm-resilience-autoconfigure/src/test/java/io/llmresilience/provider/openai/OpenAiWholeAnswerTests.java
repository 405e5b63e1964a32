package io.llmresilience.provider.openai;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Usage;
import io.llmresilience.provider.AnswerReader.Progress;
import io.llmresilience.provider.ProviderError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for whole answers as {@link OpenAiDialect} reads them.
 */
class OpenAiWholeAnswerTests {

	private static final String ANSWER = """
			{'id':'chatcmpl-A1','object':'chat.completion','created':1795300000,'model':'gpt-4o-mini-2024-07-18',
			'choices':[{'index':0,'message':{'role':'assistant','content':'Hi','refusal':null,'annotations':[]},
			'logprobs':null,'finish_reason':'stop'}],
			'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11,
			'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':1,'audio_tokens':0},
			'completion_tokens_details':{'reasoning_tokens':1,'audio_tokens':0}},
			'service_tier':'default','system_fingerprint':'fp_44'}""";

	private static final ChatResponse.Service DEFAULT = new ChatResponse.Service("default", null);

	@Test
	void answerIsRead() {
		ChatResponse response = Fed.whole(ANSWER).response();
		assertThat(response.message().content()).containsExactly(new Content.Text("Hi"));
		assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(response.providerFinishReason()).isEqualTo("stop");
		assertThat(response.usage()).isEqualTo(new Usage(9L, 2L, 4L, 1L, 1L));
		assertThat(response.origin())
			.isEqualTo(new ChatResponse.Origin("test/m-1", "gpt-4o-mini-2024-07-18", "req-1", DEFAULT));
	}

	@Test
	void onlyItsBeginIsAnEvent() {
		Fed fed = Fed.whole(ANSWER);
		assertThat(fed.events()).containsExactly(new ChatEvent.Started("req-1", "gpt-4o-mini-2024-07-18",
				new Usage(9L, 2L, 4L, 1L, 1L), ServerLimits.UNKNOWN, DEFAULT));
		assertThat(fed.progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void whenEmptyLinesComeFirstShouldReadWhatFollows() {
		assertThat(Fed.whole("\n\n \r\n\n" + ANSWER).response().text()).isEqualTo("Hi");
	}

	@Test
	void contentIsReasoningThenTextThenToolCalls() {
		ChatResponse response = Fed.whole("""
				{'choices':[{'message':{'tool_calls':[
				{'id':'call_7','type':'function','function':{'name':'lookup','arguments':'{}'}},
				{'id':'call_8','type':'function','function':{'name':'now','arguments':''}}],
				'content':'One moment','reasoning_content':'Hm'},'finish_reason':'tool_calls'}]}""").response();
		assertThat(response.message().content()).containsExactly(new Content.Reasoning("Hm", null, null),
				new Content.Text("One moment"), new Content.ToolCall("call_7", "lookup", "{}"),
				new Content.ToolCall("call_8", "now", ""));
		assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			stop,            STOP
			length,          LENGTH
			model_length,    LENGTH
			tool_calls,      TOOL_CALLS
			function_call,   TOOL_CALLS
			content_filter,  CONTENT_FILTER
			something_else,  OTHER
			""")
	void finishReasonIsTranslatedAndKept(String word, FinishReason expected) {
		ChatResponse response = Fed.whole(choice("'message':{'content':'x'},'finish_reason':'" + word + "'"))
			.response();
		assertThat(response.finishReason()).isEqualTo(expected);
		assertThat(response.providerFinishReason()).isEqualTo(word);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",'finish_reason':null", ",'finish_reason':''" })
	void whenFinishReasonIsMissingShouldBeOther(String finish) {
		ChatResponse response = Fed.whole(choice("'message':{'content':'x'}" + finish)).response();
		assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
		assertThat(response.providerFinishReason()).isNull();
	}

	@Test
	void whenToolsAreCalledInSpiteOfStopShouldSayToolCalls() {
		ChatResponse response = Fed.whole(choice("""
				'message':{'tool_calls':[{'id':'c','function':{'name':'now','arguments':'{}'}}]},
				'finish_reason':'stop'""")).response();
		assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
	}

	@Test
	void refusalIsFilteredContentWithItsText() {
		ChatResponse response = Fed
			.whole(choice("'message':{'content':null,'refusal':'I cannot'},'finish_reason':'stop'"))
			.response();
		assertThat(response.text()).isEqualTo("I cannot");
		assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
		assertThat(response.providerFinishReason()).isEqualTo("stop");
	}

	@Test
	void whenReasoningUsedUpTheLimitShouldBeAnEmptyAnswer() {
		ChatResponse response = Fed.whole(choice("'message':{'content':''},'finish_reason':'length'")).response();
		assertThat(response.message().content()).isEmpty();
		assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
	}

	@Test
	void contentInPartsIsJoined() {
		assertThat(Fed.whole(choice("""
				'message':{'content':[{'type':'text','text':'a'},{'type':'other'},{'type':'text','text':'b'}]},
				'finish_reason':'stop'""")).response().text()).isEqualTo("ab");
	}

	@Test
	void argumentsThatAreNoStringAreTakenAsJson() {
		assertThat(Fed.whole(choice("""
				'message':{'tool_calls':[{'id':'c','function':{'name':'t','arguments':{'a':[1,'x']}}}]},
				'finish_reason':'tool_calls'""")).response().toolCalls())
			.containsExactly(new Content.ToolCall("c", "t", "{\"a\":[1,\"x\"]}"));
	}

	@Test
	void whenToolCallHasNoIdShouldGetOne() {
		assertThat(Fed.whole(choice("""
				'message':{'tool_calls':[{'function':{'name':'a','arguments':'{}'}},
				{'id':'','function':{'name':'b','arguments':'{}'}}]},'finish_reason':'tool_calls'"""))
			.response()
			.toolCalls())
			.containsExactly(new Content.ToolCall("call_0", "a", "{}"), new Content.ToolCall("call_1", "b", "{}"));
	}

	@Test
	void onlyTheFirstChoiceCounts() {
		assertThat(Fed.whole("""
				{'choices':[{'index':1,'message':{'content':'second'},'finish_reason':'length'},
				{'message':{'content':'first'},'finish_reason':'stop','index':0}]}""").response().text())
			.isEqualTo("first");
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", quoteCharacter = '`', textBlock = """
			{}                                               |     |     |     |
			null                                             |     |     |     |
			'none'                                           |     |     |     |
			{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0} | | |   |
			{'prompt_tokens':9,'completion_tokens':0}        | 9   | 0   |     |
			{'prompt_tokens':9,'completion_tokens':2}        | 9   | 2   |     |
			{'prompt_tokens':9,'completion_tokens':-1}       | 9   |     |     |
			{'prompt_tokens':9,'completion_tokens':null,'prompt_tokens_details':null} | 9 | | |
			{'prompt_tokens':9,'completion_tokens':2,'prompt_tokens_details':{'cached_tokens':3}} | 9 | 2 | 3 |
			{'completion_tokens':5,'completion_tokens_details':{'reasoning_tokens':4},'prompt_tokens':1} | 1 | 5 | | 4
			""")
	void usageIsUnknownWhereItIsNotGiven(String usage, Long input, Long output, Long cached, Long reasoning) {
		String body = "{'choices':[{'message':{'content':'x'},'finish_reason':'stop'}],'usage':" + usage + "}";
		assertThat(Fed.whole(body).response().usage()).isEqualTo(new Usage(input, output, cached, null, reasoning));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'error':{'message':'CANARY','type':'server_error'}}", "{'error':'CANARY'}",
			"{'object':'error','message':'CANARY','type':'BadRequestError','code':400}",
			"{'code':'overloaded','message':'CANARY'}", "[{'error':{'code':429,'message':'CANARY'}}]",
			"{'choices':[{'message':{'content':'CANARY'},'finish_reason':'error'}]}",
			"{'choices':[{'message':{'content':'CANARY'},'finish_reason':'error_finish'}]}",
			"{'choices':[],'error':{'message':'CANARY'},'user_id':'u'}" })
	void errorInDisguiseIsRaised(String body) {
		assertThatExceptionOfType(ProviderError.Raised.class).isThrownBy(() -> Fed.whole(body)).satisfies((ex) -> {
			assertThat(ex.error().status()).isEqualTo(200);
			assertThat(ex.error().body()).isEqualTo(body.replace('\'', '"'));
			assertThat(ex.error().json().isContainer()).isTrue();
			assertThat(ex).hasMessage(null);
			assertThat(ex.error().toString()).doesNotContain("CANARY");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "false", "''" })
	void errorThatIsNoneIsIgnored(String error) {
		String body = "{'error':" + error + ",'choices':[{'message':{'content':'x'},'finish_reason':'stop'}]}";
		assertThat(Fed.whole(body).response().text()).isEqualTo("x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n", "{}", "[]", "'CANARY'", "17", "null", "{'choices':[]}", "{'choices':null}",
			"{'choices':'CANARY'}", "{'choices':[{'message':{'content':'CANARY", "<html>CANARY</html>",
			"{'choices':[null,7]}", "{'model':'CANARY' 'choices':[]}" })
	void whatIsNotAnAnswerIsMalformed(String body) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Fed.whole(body));
	}

	@Test
	void answerDoesNotShowItsContent() {
		Fed fed = Fed.whole(choice("""
				'message':{'content':'CANARY','reasoning':'CANARY',
				'tool_calls':[{'id':'c','function':{'name':'t','arguments':'CANARY'}}]},'finish_reason':'stop'"""));
		assertThat(List.of(fed.response(), fed.events()).toString()).doesNotContain("CANARY");
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", quoteCharacter = '`', textBlock = """
			'service_tier':'priority'                       | priority
			'service_tier':null,'service_tier':'flex'       | flex
			'service_tier':''                               |
			'service_tier':null                             |
			'service_tier':{'x':1}                          |
			'tier':'flex'                                   |
			""")
	void serviceTierIsInTheProvidersWord(String field, String tier) {
		String body = "{" + field + ",'choices':[{'message':{'content':'x'},'finish_reason':'stop'}]}";
		assertThat(Fed.whole(body).response().origin().service()).isEqualTo(new ChatResponse.Service(tier, null));
	}

	private static String choice(String fields) {
		return "{'model':'m','choices':[{" + fields + "}]}";
	}

}
