"""Inside the box: IPython for the cells that need it, as in a kernel, without network and database."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import sys
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from . import figures
from .bundles import bundle
from .history import History, keep_error
from .outputs import Record

INSTALLERS = ("pip", "conda", "mamba", "micromamba", "uv")
NO_NETWORK = "There is no network here: nothing was installed. Use what is there, or leave this line out."
TURNS = 20
"""How often tasks go on between two cells: what is ready runs, and nothing is waited for."""


class ZMQInteractiveShell(InteractiveShell):
    """The shell, under the name by which code finds out that it runs in a notebook."""

    __module__ = "ipykernel.zmqshell"


class Shell:
    """Runs cells as a kernel's shell does: in an event loop that runs.

    Parameters
    ----------
    namespace
        That of the module `__main__`.
    given
        What was in it before the first cell: IPython puts its own there. What is the notebook's own stays.
    history
        That of the cells so far.
    record
        Takes what cells put out.
    context
        In it the cells run, but those that await something: theirs is a copy, as in a kernel.
    futures
        Flags of the `from __future__` imports in earlier cells.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        given: dict[str, Any],
        history: History,
        record: Record,
        context: contextvars.Context,
        futures: int,
    ) -> None:
        self._record, self._context = record, context
        self._told: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        HistoryManager.enabled = False
        ZMQInteractiveShell.displayhook_class = _hook_into(record)
        ZMQInteractiveShell.display_pub_class = _publisher_into(record)
        own = {name: value for name, value in namespace.items() if given.get(name, given) is not value}
        self.shell = shell = ZMQInteractiveShell.instance(
            user_module=sys.modules["__main__"], user_ns=namespace
        )
        shell.config.IPKernelApp.name = "kernel"  # packages look whether there is such a section
        namespace |= own
        shell.user_ns_hidden |= history.names
        _go_on(shell, history)
        shell.compile.flags |= futures
        # Else it keeps every write in its history, whatever our cap.
        shell._tee = lambda channel: contextlib.nullcontext()  # noqa: ARG005
        shell.showtraceback = shell.showsyntaxerror = self._tell_error
        shell.enable_matplotlib = figures.enabling(shell.enable_matplotlib)
        shell.enable_gui = lambda gui=None: None  # noqa: ARG005  (there is no screen)
        pictures = shell.display_formatter.formatters["image/png"]
        pictures.for_type_by_name("matplotlib.figure", "Figure", figures.png)
        shell.ask_exit = _exit
        shell.set_hook("show_in_pager", lambda *args, **kwargs: None)  # noqa: ARG005
        for name in INSTALLERS:
            shell.register_magic_function(lambda line: print(NO_NETWORK), "line", name)  # noqa: ARG005, T201

    def run(self, source: str, name: str) -> None:
        """Run a cell of this name."""
        self._told = None
        self.shell.compile.get_code_name = lambda *args: name  # noqa: ARG005
        if "InlineBackend" in source:
            self._configure_figures()
        if "%store" in source:
            self.shell.extension_manager.load_extension("storemagic")  # as a kernel does when it starts
        task = self._loop.create_task(self._run(source), context=self._context)
        try:
            result = self._loop.run_until_complete(task)
        except BaseException:
            task.cancel()
            self._loop.run_until_complete(asyncio.wait([task]))
            raise
        error = result.error_before_exec or result.error_in_exec
        if error is not None and error is not self._told:
            self._record.error(error)  # IPython kept silent about it

    async def _run(self, source: str) -> Any:
        try:
            cell, trouble = self.shell.transform_cell(source), None
        except Exception:
            cell, trouble = source, sys.exc_info()
        how: dict[str, Any] = {"transformed_cell": cell, "preprocessing_exc_tuple": trouble}
        if self.shell.should_run_async(source, **how):
            result = await asyncio.ensure_future(self.shell.run_cell_async(source, store_history=True, **how))
            self.shell.events.trigger("post_execute")
            self.shell.events.trigger("post_run_cell", result)
        else:
            result = self.shell.run_cell(source, store_history=True)
        for _ in range(TURNS if len(asyncio.all_tasks()) > 1 else 0):
            await asyncio.sleep(0)
        return result

    def show(self, value: Any) -> None:
        """Show the value of a cell that has loaded IPython."""
        self.shell.displayhook.exec_result = None
        self.shell.displayhook(value)

    def _tell_error(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Record an error that IPython shows: that of a cell, or one that a magic or a display has caught."""
        error = exc_tuple[1] if isinstance(exc_tuple, tuple) else sys.exc_info()[1]
        error = error or getattr(sys, "last_value", None)
        if error is not None:
            self._told = error
            keep_error(error)
            self._record.error(error)

    def _configure_figures(self) -> None:
        """Let `%config InlineBackend...` find what it sets, although nothing is drawn."""
        from matplotlib_inline.config import InlineBackend

        if not any(isinstance(known, InlineBackend) for known in self.shell.configurables):
            self.shell.configurables.append(InlineBackend.instance(parent=self.shell))


def _go_on(shell: Any, history: History) -> None:
    """Let IPython go on where a history has come to."""
    manager, hook = shell.history_manager, shell.displayhook
    manager.input_hist_parsed, manager.input_hist_raw = history.inputs, history.raw
    manager.output_hist, manager.dir_hist = history.outputs, history.folders
    manager._i00, manager._i, manager._ii, manager._iii = history.typed
    hook._, hook.__, hook.___ = history.latest
    shell.execution_count = history.count


def _publisher_into(record: Record) -> type[DisplayPublisher]:
    class Publisher(DisplayPublisher):
        """Records what is displayed."""

        def publish(
            self,
            data: dict[str, Any],
            metadata: Any = None,  # noqa: ARG002
            *args: Any,  # noqa: ARG002
            transient: dict[str, Any] | None = None,
            update: bool = False,
            **kwargs: Any,  # noqa: ARG002
        ) -> None:
            name = str((transient or {}).get("display_id") or "")
            record.display(bundle(data, source=True), name, update=update)

        def clear_output(self, wait: bool = False) -> None:
            """Forget what the cell has put out."""
            record.clear(wait=wait)

    return Publisher


def _hook_into(record: Record) -> type[DisplayHook]:
    class Hook(DisplayHook):
        """Records a cell's value; whatever else is handed to it is printed, as Python's own hook does."""

        def __call__(self, result: Any = None) -> None:
            caller = sys._getframe(1)
            runs = caller.f_back is not None and caller.f_back.f_code is InteractiveShell.run_code.__code__
            if runs or caller.f_code is Shell.show.__code__:
                super().__call__(result)
            elif result is not None:
                print(repr(result))  # noqa: T201

        def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:  # noqa: ARG002
            record.result(bundle(format_dict))

        def write_output_prompt(self) -> None:
            pass

        def finish_displayhook(self) -> None:
            pass

    return Hook


def _exit() -> NoReturn:
    raise SystemExit
