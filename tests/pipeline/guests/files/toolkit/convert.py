def kelvin(degrees):
    return degrees + 273.15
