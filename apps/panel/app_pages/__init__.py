"""The pages, as Streamlit runs them: flat scripts that put parts in their places."""
