package io.llmresilience.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of a user's call.
 */
public enum CallObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call from the caller's subscription to its end, whatever it took.
	 */
	CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultCallObservationConvention.class;
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
		 * Route that answered, or whose failure the caller got.
		 */
		ROUTE {

			@Override
			public String asString() {
				return "route";
			}

		},

		/**
		 * How the call ended: ANSWERED, FAILED or CANCELLED.
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

		},

		/**
		 * Label of the request that the configuration allows, one key for each.
		 */
		LABEL {

			@Override
			public String asString() {
				return "label.*";
			}

		}

	}

	/**
	 * Key names with many values, only on spans.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * Attempts that were made, on all routes together.
		 */
		ATTEMPTS {

			@Override
			public String asString() {
				return "llm.resilience.attempts";
			}

		}

	}

}
