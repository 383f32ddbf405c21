"""nbgrader's `collect` that follows no link: students may put anything into the exchange by hand."""

from __future__ import annotations

import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from autograder.submission.files import RefusedError, read_bytes
from autograder.text import shown


class CarefulCollect(ExchangeCollect):
    """nbgrader's collect; links, pipes, devices and unreadable files stay where they are.

    nbgrader copies what a link points to, with the rights of whoever collects: the instructor's own notebook,
    or another student's. And one pipe stops it for everybody.
    """

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy those ordinary files of a student's folder that nbgrader's options allow."""
        source = Path(src)
        if not stat.S_ISDIR(source.lstat().st_mode):
            self._leave(source, "it is not a folder")
        elif self.get_size(src) > self.coursedir.max_dir_size * 1000:
            self._leave(source, f"it is larger than {self.coursedir.max_dir_size} kB")
        else:
            try:
                with tempfile.TemporaryDirectory(prefix="collect-") as scratch:
                    plain = Path(scratch, "plain")
                    self._copy(source, plain)
                    super().do_copy(str(plain), dest, log)
            except (OSError, RecursionError) as error:  # one student's folder stops no other's
                shutil.rmtree(dest, ignore_errors=True)
                self._leave(source, str(error))

    def _copy(self, source: Path, target: Path) -> None:
        target.mkdir()
        for path in sorted(source.iterdir()):
            if stat.S_ISDIR(path.lstat().st_mode):
                self._copy(path, target / path.name)
                continue
            try:
                data = read_bytes(path, self.coursedir.max_file_size * 1000)
            except (RefusedError, FileNotFoundError) as error:
                self._leave(path, str(error))
            else:
                (target / path.name).write_bytes(data)

    def _leave(self, path: Path, reason: str) -> None:
        self.log.warning("Not collected: %s: %s", shown(str(path)), shown(reason))
