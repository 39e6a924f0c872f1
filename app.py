"""The app's script: `streamlit run app.py`, or better `evidence serve`."""

from evidence.ui import run

run()
