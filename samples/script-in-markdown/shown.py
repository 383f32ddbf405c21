from IPython.display import HTML, display

display(HTML("<script>alert('output')</script>"))
print("<script>alert('printed')</script>")
