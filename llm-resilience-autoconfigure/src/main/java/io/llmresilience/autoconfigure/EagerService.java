package io.llmresilience.autoconfigure;

import java.util.Set;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;

/**
 * Creates our service at the start also where beans are lazy. What is wrong with its
 * settings is then told there, and its routes are there before their gauges, which are
 * bound when a meter registry is created.
 */
final class EagerService implements LazyInitializationExcludeFilter {

	private static final Set<String> NAMES = Set.of("llmChatService", "llmReport");

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		return NAMES.contains(beanName);
	}

}
