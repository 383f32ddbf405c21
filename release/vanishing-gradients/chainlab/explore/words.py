"""All sentences that a widget says; what stands inside a picture stands with the picture."""

# Whose functions

DRAWN_WITH = "Drawn with {parts}."
PASSING = ("your {names}, which passes its check", "your {names}, which pass their checks")
FAILING = (
    "your {names}, which does not pass its check yet",
    "your {names}, which do not pass their checks yet",
)
FAILING_NOTE = "What does not pass yet is drawn as it is: look for the place where the picture does not fit."
LATER = "Not ready yet: {names}. Once written it joins the picture; then run this cell again."
AND = " and "
NO_KERNEL = "Here is a widget. It moves when a kernel runs: run this cell."
GONE = (
    "This picture stands still: no kernel moves it. Run this cell to move it (after a restart of the kernel, "
    "run the cells above it first)."
)
CALM = (
    "Your system asks for less motion, so nothing here moves by itself: move the slider, one step at a time, "
    "with the arrow keys."
)
WAITS = "This widget waits for your {name}. Write it and run its check, then run this cell again."

# What several widgets name

DEPTH = "number of units"
EVERY_WEIGHT = "every weight w"
EVERY_BIAS = "every bias b"
WEIGHT_W = "weight w"
BIAS_B = "bias b"
INPUT = "input x"
ACTIVATION = "activation"
UNIT_WORD = ("unit", "units")
NUMBER_WORD = ("number", "different numbers")

# Predictions

GUESS_FIRST = (
    'First note your guess: fill in the line predict("{topic}", "...") above and run it, then run this cell '
    "again. A wrong guess costs nothing, and you will see more."
)
ANYWAY = "Show me anyway"
GUESSED = 'In predict("{topic}", ...) you guessed: {answer}.'

# Tangent

TANGENT_ASKS = "Where is the sigmoid steepest? Is that place 0, or 0.5? Move z and see."
TANGENT_HERE = "Place z = {z}; height σ(z) = {height}; slope of the tangent {slope}{source}."
TANGENT_SECOND = "σ″(z) = {second}: a step to the right makes the slope {trend}."
TANGENT_SHARE = "The slope here is {share} of the largest slope in the picture."
MEASURED_SLOPE = " (measured on your sigmoid)"
TANGENT_STILL = (
    "σ″(z) = 0: at this very place the slope stands still. Which sign has σ″ a little to the left, and which "
    "a little to the right?"
)
TANGENT_HANDLE = "z: the point on the curve"
TRENDS = {1: "larger", -1: "smaller"}

# Chain stepper

CHAIN_ASKS = "Which number goes into σ′? Walk forward to y, then back to x, arrow by arrow."
CHAIN = "chain"
SHEET_A = "4 units (sheet A)"
SHEET_B = "5 units (sheet B)"
UNITS = ("{n} unit", "{n} units")
WEIGHT = "weight w{i}"
NEXT = "Next step"
BACK = "One step back"
TO_START = "To the start"
CHAIN_START = "Step 0 of {steps}. The input is x = {x}. Press “Next step”."
CHAIN_FORWARD = (
    "Step {step} of {steps}, forward. Unit {i} receives {incoming} = {a}; z{low} = {z}; "
    "it gives {outgoing} = {out}."
)
CHAIN_BACK = (
    "Step {step} of {steps}, back. The arrow from {start} to {end} multiplies a nudge by {factor} "
    "({source}). A nudge at {start} moves y by {effect} times its size ({effect_source})."
)
BY_FACTORS = "your chain_factors"
BY_DYDX = "your chain_dydx"
BY_MEASURING = "measured on your chain_forward"
CHAIN_DIFFERS = "Measured on your chain_forward it multiplies by {measured}: look at your chain_factors."
CHAIN_WHICH = (
    "This arrow is a slope of the sigmoid; measured on your chain_forward it is {measured}. "
    "At which number does your sigmoid_prime say the same?"
)
CHAIN_FITS = ("another", "the same")
CHAIN_ALT = "A chain of {n} {units}: boxes for its numbers, from x to y, with an arrow to each next one. "
CHAIN_CANDIDATES = ("number", "its value", "your sigmoid_prime there", "as measured?")
CHAIN_TABLE = (
    "unit",
    "z",
    "a",
    "arrow into z",
    "arrow z to a",
    "both arrows, measured",
    "effect on y of a nudge at a",
)

# Fading nudge

NUDGE_ASKS = "A nudge starts at y and runs back to x. How much of it arrives? And with ReLU, max(0, z)?"
ARROWS = "arrows passed"
NUDGE_START = (
    "Arrow 0 of {steps}. {n} {units}: the nudge stands at y; its size is 1. Press play, or move the slider."
)
NUDGE_STEP = (
    "Arrow {step} of {steps}: from {end} back to {start} it multiplies by {factor}. Now the nudge is {left}."
)
NUDGE_END = "This is x: dy/dx = {size}."
NUDGE_MEASURED = "The factors are measured on your chain_forward."
NUDGE_OTHER = "{activation} is no exercise: its slopes come from the course."
NUDGE_BAR = "The nudge at {place}: {size}"
NUDGE_SCALE = "The frame is {whole} long; the bar shrinks or grows by the real factor."
NUDGE_LAMPS = "Lamps on a logarithmic scale: bright at 1, dark at 10⁻¹⁰, orange far above 1"
NUDGE_CURVE = ("log10 of the nudge: {log}", "Nothing of the nudge is left")
NUDGE_TABLE = ("unit", "arrow z to a", "arrow into z", "nudge before the unit")

# Error against the step

STEPS_ASKS = "At what depth is there no good step h any more?"
STEPS_BEST = "{name}: smallest relative error {error}, at h = {h}."
STEPS_TYPICAL = "At h = {h} (the third root of ε) its error is {error}."
STEPS_YOURS = "Your best_step chooses h = {h}; the error there is {error}."
STEPS_SIZE = "{n} {units}, every weight {w}, x = {x}: your chain_dydx gives {dydx}."
STEPS_LOST = "No step of {name} gives even one right digit here."
STEPS_NONE = "Choose at least one way to measure the slope."

# Depth

DEPTH_ASKS = (
    "Deep in the chain, at 8 units or more, with the sigmoid and without biases: is there a positive w with "
    "which one more layer keeps more than 0.28 of |dy/dx|?"
)
DEPTH_PULLS = (
    "All weights move y alike",
    "Last weight over first: {times}",
    "The first weight does not move y",
)
DEPTH_HANDLE = "every weight w: the point in the picture"
DEPTH_END = "{activation}, w = {w}, b = {b}, x = {x}, {n} {units}: log10 |dy/dx| = {log}{size}."
DEPTH_SIZE = ", so |dy/dx| = {size}"
DEPTH_LAST = "Factor of one more layer: the last one multiplied |dy/dx| by {factor}."
DEPTH_CEILING = "Your ceiling for these weights: 10 to the power {log}."
DEPTH_LAYERS = "|∂y/∂w| is {first} in layer 1 and {last} in layer {n}{times}."
DEPTH_TIMES = ", {times} times as much"
DEPTH_ZERO = "In floats dy/dx is exactly 0 from layer {n} on."
DEPTH_FLOOR = "It falls below the smallest positive {name} at layer {n}."
DEPTH_MEASURED = "{activation} is no exercise: its slopes are measured on the chain, with your complex_step."

# Cobweb and knife edge

EDGE_ASKS = "Can you make the gradient 1000 at some x? On how wide an interval?"
BIASES = "biases"
NO_BIASES = "none"
SAME_BIAS = "the same for every unit"
MADE_BIASES = "explosive_biases (x = {x})"
ZOOM = "right picture"
ALL_OF_IT = "whole range of x"
TIMES = "enlarged {times} times"
EDGE_HERE = "{n} {units}, w = {w}, x = {x}: y = {y}, |dy/dx| = {size}."
EDGE_PEAK = "Largest |dy/dx| found: {size}, at x = {x}."
EDGE_CEILING = "Your ceiling for these weights: {ceiling}. The curve reaches {share}% of it."
EDGE_AREA = "Area under |dy/dx| from x = {low} to x = {high}: {area}. So far does y move on the way."
EDGE_STEPS = "{n} {units}: y = {y}"
EDGE_HANDLE = "input x: the point on the curve"
EDGE_LENGTH = "|dy/dx| is at least {level} on a total length of {length}."
EDGE_NEVER = "|dy/dx| is nowhere as large as {level}."
EDGE_FIXED = "Your fixed_point: {a} comes in, {out} goes out."
EDGE_LAST = "The last two activations: {before} and {last}."

# Threads

THREADS_ASKS = (
    "25 inputs go through the layers. What is left of the stretch between them, and when does it part in two?"
)
INPUTS = "inputs"
REACH = "from {low} to {high}"
THREADS_TITLE = ("The threads run together", "The threads part into two bundles")
THREADS_ALL = "one line for each input"
THREADS_BUNDLES = ("inputs below the edge", "inputs above it")
THREADS_BETWEEN = "on the edge"
THREADS_LENGTH = "The outer threads end {length} apart"
THREADS_HERE = "{n} {units}, w = {w}, b = {b}: the stretch of inputs is {before} long, at the end {after}."
THREADS_PART = (
    "{first} threads end in one bundle and {second} in the other. They part between x = {low} and "
    "x = {high}: there is the knife edge."
)
THREADS_FLOATS = "In floats the {inputs} inputs end as {outputs} {numbers}: y is a staircase."

# Window

WINDOW_ASKS = "Where does a unit amplify, and with which weight is that stretch longest?"
WINDOW_INSIDE = "w = {w}, b = {b}: the factor is at least 1 from a = {low} to a = {high}: length {length}."
WINDOW_OUTSIDE = "w = {w}, b = {b}: nowhere in this picture is the factor 1; the largest is {largest}."
WINDOW_YOURS = "Your window_width({w}) = {width}."
WINDOW_BEST = "Longest window among the weights drawn: {width}, at w = {w}."

# Training race

RACE_ASKS = "When the loss is nearly zero, which weights have moved?"
TASK = "task"
MOMENT = "moment"
ONE_SAMPLE = "one sample: 0.2 at x = 1"
TWO_SAMPLES = "two: 0.9 at 1, 0.1 at −1"
TANH_BUT_LAST = "tanh, but the last unit"
RACE_LOSS = "{n} {units}, {activation}: loss {first} at the start, {last} after {steps} steps{half}."
RACE_HALF = "; halved at step {step}"
RACE_NOT_HALF = "; not halved in {last} steps"
RACE_GAUGES = "Step {step}: what is left of the loss, and each weight's way (full: {whole})"
RACE_MOVED = (
    "After {steps} steps the weight has moved by {last}.",
    "After {steps} steps w₁ has moved by {first}, w{high} by {last}{times}.",
)
RACE_FIRST = "w₁ moves by {first} in all"
RACE_TIMES = ": {times} times as far"
RACE_TABLE = "The lines come from a table of the course: {steps} steps take too long to wait for."
RACE_OWN = "Crosses: the first {steps} steps of your train_chain, up to a loss of {loss}."
RACE_NO_OWN = "Your train_chain trains sigmoid chains, so here only the table is drawn."
