"""What setup.cfg cannot say: the compiled code, without which everything works, slower."""

from glob import glob

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            f"search.{room}.native._native",
            sorted(glob(f"search/{room}/native/*.c")),
            depends=sorted(glob(f"search/{room}/native/*.h")),
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            optional=True,  # a machine without a compiler
        )
        for room in ("analysis", "engines")
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
