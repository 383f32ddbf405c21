from helper import fahrenheit

made_by_script = fahrenheit(0) - 25
