"""An assignment as a website in which it runs: JupyterLite with a Pyodide kernel, nothing to install."""
