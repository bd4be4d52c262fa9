"""Notebooks for the parity of engines: one small notebook a point, and awkward ones.

Run as a program, it executes some of them with one engine and writes what came of each:
``python engine_corpus.py ENGINE FOLDER NAME...`` (``stock`` is papermill's own engine).
"""

# ruff: noqa: E501 - a notebook a line

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat

KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}


@dataclass(frozen=True)
class Case:
    """One notebook: its cells, and how papermill is called."""

    cells: list[Any]
    options: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] | None = None
    files: dict[str, str] = field(default_factory=dict)
    """Files that stand in the folder when it starts."""


def code(source: str, *tags: str) -> Any:
    cell = nbformat.v4.new_code_cell(dedent(source).strip("\n"))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def one(source: str, *more: str, **options: Any) -> Case:
    return Case([code(source), *map(code, more)], options=options)


def text(source: str) -> Any:
    return nbformat.v4.new_markdown_cell(source)


DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)

CASES: dict[str, Case] = {
    # Notebooks with little in them.
    "no_cells": Case([]),
    "only_text": Case([text("# Title"), text("words")]),
    "raw_cells": Case([nbformat.v4.new_raw_cell("raw"), code("1 + 1")]),
    "empty_code": Case([code(""), code("   \n\n"), code("# nothing"), code("7")]),
    "text_between": Case([code("a = 1"), text("then"), code("a")]),
    # Results.
    "print": one("print('one')\nprint('two', end='')"),
    "results": one("1 + 1", "'text'", "None", "[1, 2, {'a': (3,)}]", "2;", "_, __, _2"),
    "in_out": one("40 + 2", "In[1], Out[1], _1, _i1, _ih[:2], sorted(_oh)"),
    "long_list": one("list(range(2000))"),
    "unicode": one("print('é ’ \u202f \u00a0 𝔘 \U0001f600')", "'\\ud800'", "print('a\\x00b\\x07c')"),
    "lone_surrogate": one("print('\\udc80'.encode('utf8', 'surrogatepass'))"),
    "binary": one("bytes(range(256))", "print(bytes(range(256)))"),
    "carriage_return": one("for i in range(4): print(f'\\r{i}', end='')\nprint()"),
    # display and its kin.
    "display_many": one("display(1, 'two', [3])\nprint('end')\ndisplay()"),
    "html": one("from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\nHTML('<i>y</i>')"),
    "mime_bundle": one(
        """
        class Rich:
            def _repr_mimebundle_(self, include=None, exclude=None):
                return {"text/plain": "plain", "application/vnd.x+json": {"a": [1, None, True]}}, {
                    "application/vnd.x+json": {"note": 1}}
        display(Rich())
        Rich()
        """
    ),
    "publish": one("from IPython.display import publish_display_data as p\np({'text/x': 'y'}, metadata={'m': 1})"),
    "png": one(f"import base64\nfrom IPython.display import Image\nImage(base64.b64decode('{DOT}'))"),
    "svg_latex": one("from IPython.display import SVG, Latex, Markdown, JSON\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'), Latex('$x$'), Markdown('*m*'), JSON({'a': 1}))"),
    "repr_fails": one("class Bad:\n    def _repr_html_(self): raise ValueError('no html')\n    def __repr__(self): return 'bad'\nBad()", "'after'"),
    "plain_repr_fails": one("class Bad:\n    def __repr__(self): raise ValueError('no repr')\nBad()", "'after'"),
    "display_id": one("h = display('first', display_id='k')\nprint('between')\nh.update('second')"),
    "update_from_afar": one("h = display('first', display_id='k')", "h.update('second')\nh.display('again')", "from IPython.display import update_display\nupdate_display('third', display_id='k')"),
    "clear_output": one("from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')"),
    "clear_output_wait": one("from IPython.display import clear_output\nfor i in range(5):\n    clear_output(wait=True)\n    display(i)", "print('gone')\nclear_output(wait=True)"),
    "comm": one(
        """
        from comm import create_comm
        c = create_comm(target_name="jupyter.widget", comm_id="c1", data={"state": {
            "_model_module": "m", "_model_name": "N", "_model_module_version": "1", "v": 1}})
        c.send({"method": "update", "state": {"v": 2}})
        c.send({"method": "update", "state": {"b": None}, "buffer_paths": [["b"]]}, buffers=[b"xyz"])
        display({"application/vnd.jupyter.widget-view+json": {"model_id": "c1"}, "text/plain": "w"}, raw=True)
        """
    ),
    "output_widget": one(
        """
        from comm import create_comm
        c = create_comm(target_name="jupyter.widget", comm_id="o1", data={"state": {
            "_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel",
            "_model_module_version": "1.0.0", "msg_id": "", "outputs": []}})
        me = get_ipython().kernel.get_parent()["header"]["msg_id"]
        c.send({"method": "update", "state": {"msg_id": me}})
        print("inside")
        import sys; sys.stdout.flush()
        display("caught")
        c.send({"method": "update", "state": {"msg_id": ""}})
        print("outside")
        """
    ),
    # Streams.
    "stderr": one("import sys\nprint('bad', file=sys.stderr)\nprint('good')"),
    "alternating": one("import sys\nfor i in range(3):\n    print('o', i)\n    print('e', i, file=sys.stderr)"),
    "alternating_flushed": one("import sys\nfor i in range(3):\n    print('o', i, flush=True)\n    print('e', i, file=sys.stderr, flush=True)"),
    "stream_then_display": one("print('a')\ndisplay('b')\nprint('c')\n'd'"),
    "logging": one("import logging\nlogging.warning('root')\nlogging.getLogger('x').error('named')\nlogging.info('silent')"),
    "warnings": one("import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)\nfor _ in range(2): warnings.warn('once')"),
    "stdout_attributes": one("import sys\nsys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), type(sys.stdin).__name__"),
    "redirect": one("import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b): print('kept')\nb.getvalue()"),
    "write_not_text": one("import sys\nsys.stdout.write(b'bytes')"),
    "output_files": one("import sys\nprint('to out')\nprint('to err', file=sys.stderr)\n'result'", output_files=True),
    # What bypasses Python's streams. A thread of the kernel reads it: without a pause in the cell, the stock one now and then loses it.
    "system": one("import os, time\ncode = os.system('echo from shell')\ntime.sleep(0.3)\ncode", "'next'"),
    "subprocess": one("import subprocess, sys, time\nsubprocess.run([sys.executable, '-c', 'print(\"child\")'])\ntime.sleep(0.3)", "code = subprocess.run('echo err >&2; exit 3', shell=True).returncode\ntime.sleep(0.3)\ncode"),
    "subprocess_captured": one("import subprocess\nsubprocess.run(['echo', 'x'], capture_output=True, text=True).stdout"),
    "descriptor": one("import os, time\nos.write(1, b'low\\n')\ntime.sleep(.3)\nprint('high')", "'next'"),
    "descriptor_not_text": one("import os, time\nos.write(1, b'\\xff\\xfe\\n')\ntime.sleep(.3)"),
    "c_library": one("import ctypes\nc = ctypes.CDLL(None)\nc.puts(b'from C')\nc.fflush(None)\nimport time; time.sleep(.3)"),
    "fork": one("import os, time\npid = os.fork()\nif not pid:\n    print('child', flush=True)\n    os._exit(0)\nos.waitpid(pid, 0)\ntime.sleep(.3)\nprint('parent')"),
    "pool": one("import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p: r = p.map(abs, range(-3, 3))\nr"),
    "pool_prints": one("import multiprocessing as m, time\ndef f(x): print('in child', flush=True)\np = m.get_context('fork').Process(target=f, args=(1,))\np.start(); p.join()\ntime.sleep(.3)\np.exitcode"),
    # Errors.
    "error_in_the_middle": one("1", "1 / 0", "'never'"),
    "error_after_output": one("print('before')\ndisplay('shown')\nraise KeyError('k')"),
    "error_chain": one("try:\n    {}['x']\nexcept KeyError as e:\n    raise RuntimeError('outer') from e"),
    "error_in_function": one("def f(x):\n    y = x + 1\n    return g(y)\ndef g(x):\n    return x / 0\n", "f(1)"),
    "error_in_library": one("import json\njson.loads('{')"),
    "error_group": one("raise ExceptionGroup('many', [ValueError(1), TypeError('t')])"),
    "syntax_error": one("a = = 1", "'never'"),
    "indentation_error": one("if True:\na = 1"),
    "name_error": one("nam_e"),
    "import_error": one("import no_such_module_here"),
    "recursion": one("def f(): return f()\nimport sys\nsys.setrecursionlimit(200)\nf()"),
    "assertion": one("assert 1 == 2, 'not equal'"),
    "keyboard_interrupt": one("raise KeyboardInterrupt('by hand')", "'never'"),
    "custom_error": one("class MyError(Exception):\n    def __str__(self): return 'mine'\nraise MyError"),
    "error_of_error": one("class MyError(Exception):\n    def __str__(self): raise ValueError('no text')\nraise MyError"),
    "raises_tag": Case([code("1 / 0", "raises-exception"), code("'after'")]),
    "skip_tag": Case([code("print('skipped')", "skip-execution"), code("'after'")]),
    "allow_errors": one("1 / 0", "'after'", allow_errors=True),
    "sys_exit": one("import sys\nsys.exit()", "'never'"),
    "sys_exit_0": one("import sys\nsys.exit(0)", "'never'"),
    "sys_exit_text": one("import sys\nsys.exit('reason')", "'never'"),
    "sys_exit_3": one("raise SystemExit(3)"),
    "exit_call": one("exit()"),
    "unraisable": one("class A:\n    def __del__(self): raise ValueError('in del')\na = A()\ndel a\n'after'"),
    # Input is refused.
    "input": one("input('? ')"),
    "getpass": one("import getpass\ngetpass.getpass()"),
    "stdin": one("import sys\nsys.stdin.read()"),
    # Magics.
    "time_magic": one("%time x = sum(range(10))", "%%time\nprint('timed')\nx"),
    "timeit_magic": one("%timeit -n1 -r1 pass"),
    "shell_lines": one("!echo one\n!echo two >&2\nprint('three')", "a = !echo captured\na", "!exit 3", "_exit_code"),
    "bash_magic": one("%%bash\necho out\necho err >&2", "%%bash\nexit 2", "'never'"),
    "script_magics": one("%%sh --out caught\necho quiet", "caught", "%%python\nprint('other python')"),
    "capture_magic": one("%%capture c\nprint('hidden')\ndisplay('too')", "c.stdout, len(c.outputs)"),
    "folder_magics": one("import os\n%cd -q sub\nos.path.basename(os.getcwd())", "%mkdir deeper\n%ls", "%pwd"),
    "variables_magics": one("alpha, beta = 1, 'two'", "%who", "%whos", "%reset -f", "'alpha' in dir()"),
    "history_magic": one("1 + 1", "%history", "%recall 1"),
    "file_magics": one("%%writefile made.py\nprint('made', __name__)\nz = 5", "%run made.py", "z", "%load_ext autoreload\n%autoreload 2\nimport made", "%pycat made.py"),
    "other_magics": one("%env SOME_NAME=some value", "import os\nos.environ['SOME_NAME']", "%precision 3\n3.14159", "%lsmagic\nNone", "%no_such_magic"),
    "html_magics": one("%%html\n<b>x</b>", "%%javascript\n1", "%%latex\n$x$", "%%markdown\n*m*"),
    "matplotlib_magic": one("%matplotlib inline"),
    "help": one("len?", "?str.upper", "import json\njson.dumps??"),
    "magic_error": one("%%time\n1 / 0"),
    # Time, threads, loops.
    "thread": one("import threading\nt = threading.Thread(target=lambda: print('in thread'))\nt.start(); t.join()\nprint('main')"),
    "thread_display": one("import threading\nt = threading.Thread(target=lambda: display('shown'))\nt.start(); t.join()"),
    "thread_error": one("import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start(); t.join()\n'after'"),
    "thread_after_its_cell": one("import threading, time\ndef late():\n    time.sleep(.5)\n    print('late')\nthreading.Thread(target=late).start()", "time.sleep(1.2)\nprint('second')"),
    "await": one("import asyncio\nawait asyncio.sleep(0, 'slept')", "async def f(): return 1\nawait f()"),
    "task_across_cells": one("import asyncio\nasync def f():\n    await asyncio.sleep(.05)\n    return 'done'\nt = asyncio.ensure_future(f())", "await t", "t.done()"),
    "async_error": one("async def f(): raise ValueError('async')\nawait f()"),
    "context": one("import contextvars\nv = contextvars.ContextVar('v')\nv.set(1)\nNone", "v.get()"),
    "slow_prints": one("import time\nfor i in range(4):\n    print(i)\n    time.sleep(.12)"),
    # Who and where.
    "surroundings": one("import os, sys\n__name__, sys.argv[0].rpartition('/')[2], sys.argv[1], sys.argv[3:], sys.path[0], os.path.basename(os.getcwd())", "import __main__\n__main__.__name__, hasattr(__main__, 'os'), '__file__' in dir(), __builtins__.__name__", "sorted(k for k in os.environ if k.startswith(('TERM', 'CLI', 'PAGER', 'GIT_P', 'MPL', 'FORCE_C', 'JPY')))", "print('pid:', os.getpid())"),
    "shell": one("ip = get_ipython()\ntype(ip).__name__, ip.execution_count, type(ip.display_pub).__name__, ip.user_module.__name__, ip.starting_dir == __import__('os').getcwd(), len(_dh)"),
    "signals": one("import signal\n[signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]", "import os\nos.getpgrp() == os.getpid(), os.getsid(0) == os.getpid()"),
    "main_pickle": one("import pickle\nclass A: pass\npickle.loads(pickle.dumps(A())).__class__ is A"),
    "source": one("import inspect\ndef f():\n    return 1\ninspect.getsource(f)"),
    "parameters": Case([code("a = 1\nb: str = 'x'", "parameters"), code("a, b, c")], parameters={"a": 2, "c": [1, {"k": None}]}),
    "parameters_untagged": Case([code("p")], parameters={"p": "given"}),
    "own_module": Case([code("import neighbour\nneighbour.value"), code("from neighbour import value\nvalue + 1")], files={"neighbour.py": "value = 41\n"}),
    "shadowing_module": Case([code("import folium\nfolium.mine")], files={"folium.py": "mine = 'mine'\n"}),
    "exit_functions": one("import atexit, os, threading, time\natexit.register(lambda: open('left.txt', 'a').write('atexit'))\nthreading.Thread(target=lambda: (time.sleep(.4), open('thread.txt', 'w').write('thread'))).start()\nclass A:\n    def __del__(self): open('del.txt', 'w').write('del')\na = A()"),
    "unclosed_file": one("f = open('unclosed.txt', 'w')\nf.write('kept')", "g = open('cycle.txt', 'w')\nl = [g]; l.append(l)\ng.write('kept too')\ndel l, g"),
    # Libraries.
    "numpy": one("import numpy as np\nnp.arange(6).reshape(2, 3) / 7", "np.random.rand(3).shape"),
    "pandas": one("import pandas as pd\npd.DataFrame({'a': [1, 2], 'é': ['x', None]})", "pd.Series([1.5, 2])", "pd.get_option('display.max_rows')\npd.DataFrame({'x': range(100)})"),
    "pandas_options_set": one("import pandas as pd\npd.set_option('display.max_rows', 2)\npd.DataFrame({'x': range(100)})"),
    "pandas_style": one("import pandas as pd\npd.DataFrame({'a': [1, 2]}).style.set_uuid('u').format('{:.2f}')"),
    "altair": one("import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({'x': [1, 2], 'y': [3, 4]})).mark_bar().encode(x='x:Q', y='y:Q')", "alt.theme.active"),
    "folium": one("import folium\nm = folium.Map([47, 2], zoom_start=6)\nm._id = 'fixed'\nprint(type(m).__name__)\nm.options['zoom']"),
    "geopandas": one("import geopandas as gpd\nfrom shapely.geometry import Point\ng = gpd.GeoDataFrame({'n': [1]}, geometry=[Point(1, 2)], crs=4326)\ng", "Point(1, 2)"),
    "arrow": one("import pyarrow as pa, pyarrow.parquet as pq\nt = pa.table({'a': range(1000)})\npq.write_table(t, 't.parquet')\npq.read_table('t.parquet').num_rows"),
    "ours": one("from spro_portraits.settings import load_settings\ntype(load_settings()).__name__"),
    # Awkward.
    "large_stream": one("line = 'x' * 999\nfor _ in range(50_000): print(line)\nprint('end')"),
    "large_display": one("from IPython.display import HTML\nHTML('y' * 50_000_000)"),
    "many_displays": one("for i in range(400): display(i)"),
    "many_cells": Case([code(f"print({i})") for i in range(40)]),
    "crash": one("import os, time\nprint('before', flush=True)\ntime.sleep(.3)\nos._exit(5)", "'never'"),
    "killed": one("print('before', flush=True)\nimport os, signal, time\ntime.sleep(.3)\nos.kill(os.getpid(), signal.SIGKILL)"),
    "memory": one("import resource\nheld = int(next(x for x in open('/proc/self/status') if x.startswith('VmData')).split()[1]) * 1024\nresource.setrlimit(resource.RLIMIT_DATA, (held + 3 * 10**8,) * 2)\nx = bytearray(10**9)", "'never'"),
    "endless": one("while True: pass", execution_timeout=1),
    "endless_sleep": one("print('start', flush=True)\nimport time\ntime.sleep(60)", execution_timeout=1),
    "endless_after_output": one("'first'", "import time\nprint('second', flush=True)\nwhile True: time.sleep(.01)", execution_timeout=1),
    "interrupted_on_timeout": one("import time\ntime.sleep(60)", "'after'", execution_timeout=1, interrupt_on_timeout=True),
    "unknown_kernel": Case([code("1")], options={"kernel_name": "no-such-kernel"}),
}  # fmt: skip


VARIANTS = frozenset(
    [
        "only_text",
        "text_between",
        "results",
        "long_list",
        "lone_surrogate",
        "carriage_return",
        "html",
        "publish",
        "svg_latex",
        "plain_repr_fails",
        "stream_then_display",
        "logging",
        "redirect",
        "subprocess_captured",
        "descriptor_not_text",
        "pool",
        "error_after_output",
        "error_in_library",
        "error_group",
        "indentation_error",
        "name_error",
        "import_error",
        "assertion",
        "custom_error",
        "error_of_error",
        "sys_exit_0",
        "sys_exit_text",
        "sys_exit_3",
        "unraisable",
        "getpass",
        "timeit_magic",
        "script_magics",
        "folder_magics",
        "history_magic",
        "file_magics",
        "html_magics",
        "help",
        "magic_error",
        "thread_display",
        "thread_error",
        "async_error",
        "context",
        "shell",
        "main_pickle",
        "source",
        "parameters_untagged",
        "own_module",
        "numpy",
        "pandas_options_set",
        "pandas_style",
        "ours",
        "many_displays",
        "many_cells",
        "endless_after_output",
        "interrupted_on_timeout",
        "stdout_attributes",
    ]
)
"""Cases of a point that another case makes: left out of the plain suite, for its time."""


def build_notebook(name: str) -> Any:
    """Build a notebook of the corpus, the identifiers of its cells being fixed."""
    case = CASES[name]
    notebook = nbformat.v4.new_notebook(cells=case.cells, metadata={"kernelspec": KERNELSPEC})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook


def run_case(name: str, engine: str, folder: Path) -> dict[str, Any]:
    """Run a notebook in a folder of its own; give the error if there was one, and its files."""
    import papermill  # noqa: PLC0415 - the stock engine runs in processes of its own

    case = CASES[name]
    place = folder / name
    (place / "sub").mkdir(parents=True)
    for file, content in case.files.items():
        (place / file).write_text(content, encoding="utf-8")
    source, done = folder / f"{name}.in.ipynb", folder / f"{name}.ipynb"
    nbformat.write(build_notebook(name), source)
    options = dict(case.options)
    result: dict[str, Any] = {"error": None}
    opened = []
    if options.pop("output_files", False):
        opened = [(place / f"{n}.txt").open("w", encoding="utf-8") for n in ("out", "err")]
        options |= {"stdout_file": opened[0], "stderr_file": opened[1], "log_output": True}
    try:
        papermill.execute_notebook(
            str(source),
            str(done),
            parameters=case.parameters,
            engine_name=None if engine == "stock" else engine,
            progress_bar=False,
            cwd=str(place),
            **options,
        )
    except Exception as error:  # noqa: BLE001 - which one is what is compared
        result["error"] = [type(error).__name__, str(error)]
    for file in opened:
        file.close()
    result["files"] = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(place.iterdir())
        if path.suffix in {".txt", ".py"}
    }
    return result


def run_cases(
    engine: str, folder: Path, names: list[str], tell: Callable[[str], None] = str
) -> None:
    """Run notebooks one after the other, and write what came of each beside it."""
    for name in names:
        tell(name)
        result = run_case(name, engine, folder)
        part = folder / f"{name}.part"
        part.write_text(json.dumps(result), encoding="utf-8")
        part.replace(folder / f"{name}.json")


if __name__ == "__main__":
    run_cases(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
