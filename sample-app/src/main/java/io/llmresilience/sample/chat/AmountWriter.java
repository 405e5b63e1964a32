package io.llmresilience.sample.chat;

import java.math.BigDecimal;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.jackson.JacksonComponent;

/**
 * Writes amounts as people do: neither an exponent nor the trailing zeros that sums have.
 */
@JacksonComponent
class AmountWriter extends StdSerializer<BigDecimal> {

	AmountWriter() {
		super(BigDecimal.class);
	}

	@Override
	public void serialize(BigDecimal amount, JsonGenerator generator, SerializationContext context) {
		generator.writeNumber(amount.stripTrailingZeros().toPlainString());
	}

}
