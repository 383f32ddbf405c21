"""Write every figure into the notebooks' folder, or into the folder named on the command line."""

import sys
from pathlib import Path

from vanishing_gradients.figures import EXPLORERS, FIGURES, save

HOME = Path(__file__).parents[2] / "source" / "vanishing-gradients" / "figures"


def main() -> None:
    """Draw and save all figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in FIGURES.items():
        save(draw, folder / f"{name}.svg")
    for name, svg in EXPLORERS.items():
        (folder / f"{name}.svg").write_text(svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
