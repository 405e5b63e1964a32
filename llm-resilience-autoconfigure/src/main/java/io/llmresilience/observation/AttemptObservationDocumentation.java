package io.llmresilience.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of one attempt, in OpenTelemetry's names for generative AI.
 */
public enum AttemptObservationDocumentation implements ObservationDocumentation {

	/**
	 * One attempt on one route, from its turn to its end, its wait for a rate limit
	 * included.
	 */
	ATTEMPT {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultAttemptObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Key names with few values, also tags of meters.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * What the provider is asked for: always chat.
		 */
		OPERATION_NAME {

			@Override
			public String asString() {
				return "gen_ai.operation.name";
			}

		},

		/**
		 * Provider, by its name in the configuration.
		 */
		PROVIDER_NAME {

			@Override
			public String asString() {
				return "gen_ai.provider.name";
			}

		},

		/**
		 * Model that is asked, by its name in the configuration.
		 */
		REQUEST_MODEL {

			@Override
			public String asString() {
				return "gen_ai.request.model";
			}

		},

		/**
		 * How the attempt ended: ANSWERED, FAILED or CANCELLED.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * Kind of the failure.
		 */
		ERROR_TYPE {

			@Override
			public String asString() {
				return "error.type";
			}

		}

	}

	/**
	 * Key names with many values, only on spans.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * Model that answered, by the provider's own name.
		 */
		RESPONSE_MODEL {

			@Override
			public String asString() {
				return "gen_ai.response.model";
			}

		},

		/**
		 * Provider's id of the exchange.
		 */
		RESPONSE_ID {

			@Override
			public String asString() {
				return "gen_ai.response.id";
			}

		},

		/**
		 * Why the answer ended.
		 */
		FINISH_REASON {

			@Override
			public String asString() {
				return "gen_ai.response.finish_reasons";
			}

		},

		/**
		 * Tokens of the prompt.
		 */
		INPUT_TOKENS {

			@Override
			public String asString() {
				return "gen_ai.usage.input_tokens";
			}

		},

		/**
		 * Tokens of the answer.
		 */
		OUTPUT_TOKENS {

			@Override
			public String asString() {
				return "gen_ai.usage.output_tokens";
			}

		}

	}

}
