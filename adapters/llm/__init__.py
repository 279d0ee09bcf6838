"""
Fits the Language port with litellm: OpenAI, Anthropic, Gemini, or any OpenAI-compatible address.

Reading order: models (which one, and its key) → prompt, form (what is asked, what may be
answered) → strict_json → vendor (the only importer of litellm) → failures, resting, diary →
language.
"""
