"""The operator's panel: a Streamlit application that only reads; commands go to the server."""
